#include "theory/plane/plane_marginals.hpp"

#include <cmath>
#include <numbers>

namespace plumbline {
namespace {

/// The density as a matrix, x along the columns; shape (n_x, n_y).
Eigen::Map<const Eigen::ArrayXXd> table(const PlaneLaw& law) {
  return {law.density.data(), law.grid.n_x, law.grid.n_y};
}

GridLaw with_density(double y_min, double spacing, const Column<double>& density) {
  return {y_min, spacing, density.max(1e-300).log()};
}

}  // namespace

GridLaw marginal_x(const PlaneLaw& law) {
  return with_density(law.grid.x_min, law.grid.h, law.grid.h * table(law).rowwise().sum());
}

GridLaw marginal_y(const PlaneLaw& law) {
  return with_density(law.grid.y_min, law.grid.h, law.grid.h * table(law).colwise().sum().transpose());
}

GridLaw marginal_diagonal(const PlaneLaw& law) {
  const PlaneGrid& grid = law.grid;
  Column<double> density = Column<double>::Zero(grid.n_x + grid.n_y - 1);
  for (Eigen::Index j = 0; j < grid.n_y; ++j) density.segment(j, grid.n_x) += table(law).col(j);
  // the points of one diagonal are sqrt(2) h apart
  return with_density((grid.x_min + grid.y_min) / std::numbers::sqrt2, grid.h / std::numbers::sqrt2,
                      std::numbers::sqrt2 * grid.h * density);
}

}  // namespace plumbline
