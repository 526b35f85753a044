#include "verify/sampling/projection.hpp"

#include <algorithm>
#include <cmath>

#include "theory/divergence/grid_integral.hpp"

namespace plumbline {
namespace {

constexpr double rounding = 1e-12;

}  // namespace

Value Projection::moment(int p) const {
  const auto of = [p](const GridLaw& of_law) { return of_law.expectation([p](double y) { return std::pow(y, p); }); };
  const double fine = of(law);
  const double size = law.expectation([p](double y) { return std::pow(std::abs(y), p); });  // what has been added up
  return {fine, std::abs(fine - of(coarse)) + rounding * size, how};
}

double Projection::variance_of_power(int p) const { return moment(2 * p).value - std::pow(moment(p).value, 2); }

double Projection::deviation() const { return std::sqrt(variance_of_power(1)); }

double Projection::peak() const { return std::exp(law.log_density.maxCoeff()); }

double Projection::distribution_error() const {
  Column<double> gap = law.log_density.exp();
  for (Eigen::Index i = 0; i < gap.size(); ++i) gap[i] -= std::exp(coarse.log_density_at(law.y(i)));
  return 0.5 * law.spacing * gap.abs().sum() + rounding;
}

Column<double> distribution_at_edges(const GridLaw& law, const HistogramGrid& grid) {
  constexpr Eigen::Index refinement = 4;
  const LineGrid fine{law.y_min, law.spacing / refinement, (law.size() - 1) * refinement + 1};
  Column<double> density(fine.n);
  for (Eigen::Index i = 0; i < fine.n; ++i) density[i] = std::exp(law.log_density_at(fine.y(i)));
  const Column<double> below = cumulative_integral(density, fine.spacing);
  Column<double> at_edges(grid.bins + 1);
  for (int k = 0; k <= grid.bins; ++k) {
    const double place = (grid.edge(k) - fine.y_min) / fine.spacing;
    if (place <= 0.0 || place >= static_cast<double>(fine.n - 1)) {
      at_edges[k] = place <= 0.0 ? 0.0 : 1.0;
      continue;
    }
    const auto i = static_cast<Eigen::Index>(place);
    const double x = place - static_cast<double>(i);  // Hermite's cubic from values and slopes at both ends
    const double rise = below[i + 1] - below[i];
    const double left = density[i] * fine.spacing - rise;
    const double right = rise - density[i + 1] * fine.spacing;
    at_edges[k] = below[i] + x * rise + x * (1.0 - x) * ((1.0 - x) * left + x * right);
  }
  return at_edges;
}

}  // namespace plumbline
