#include "theory/plane/plane_marginals.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "theory/plane/plane_field.hpp"

namespace plumbline {
namespace {

PlaneField table(const PlaneLaw& law) { return law.log_density.reshaped(law.grid.n_x, law.grid.n_y); }

/// log of the sum of every column times h, the largest term taken out first.
Column<double> log_integrals(const PlaneField& log_density, double h) {
  const Eigen::ArrayXd largest = log_density.colwise().maxCoeff();
  return ((log_density.rowwise() - largest.transpose()).exp().colwise().sum().transpose() * h).log() + largest;
}

}  // namespace

GridLaw marginal_x(const PlaneLaw& law) {
  return {law.grid.x_min, law.grid.h, log_integrals(table(law).transpose(), law.grid.h)};
}

GridLaw marginal_y(const PlaneLaw& law) { return {law.grid.y_min, law.grid.h, log_integrals(table(law), law.grid.h)}; }

GridLaw marginal_diagonal(const PlaneLaw& law) {
  const PlaneGrid& grid = law.grid;
  const Eigen::Index n = grid.n_x + grid.n_y - 1;
  const PlaneField values = table(law);
  const auto on_diagonal = [&](Eigen::Index k, const auto& visit) {
    for (Eigen::Index j = std::max<Eigen::Index>(0, k - grid.n_x + 1); j <= std::min(k, grid.n_y - 1); ++j) {
      visit(values(k - j, j));
    }
  };
  Column<double> log_density(n);
  for (Eigen::Index k = 0; k < n; ++k) {
    double largest = -std::numeric_limits<double>::infinity();
    double sum = 0.0;
    on_diagonal(k, [&](double value) { largest = std::max(largest, value); });
    on_diagonal(k, [&](double value) { sum += std::exp(value - largest); });
    log_density[k] = largest + std::log(std::numbers::sqrt2 * grid.h * sum);  // its points are sqrt(2) h apart
  }
  return {(grid.x_min + grid.y_min) / std::numbers::sqrt2, grid.h / std::numbers::sqrt2, log_density};
}

}  // namespace plumbline
