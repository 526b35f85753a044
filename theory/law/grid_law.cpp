#include "theory/law/grid_law.hpp"

#include <cassert>
#include <cmath>
#include <limits>

#include "theory/law/local_interpolation.hpp"

namespace plumbline {

Column<double> LineGrid::points() const {
  return y_min + spacing * Column<double>::LinSpaced(n, 0.0, static_cast<double>(n - 1));
}

LineGrid LineGrid::widened(Eigen::Index extra) const {
  return {y_min - static_cast<double>(extra) * spacing, spacing, n + 2 * extra};
}

LineGrid coarsened(const LineGrid& grid) {
  constexpr double coarsening = 1.25;
  constexpr double widening = 1.06;
  const double spacing = coarsening * grid.spacing;
  const double width = grid.y_max() - grid.y_min;
  const auto n = static_cast<Eigen::Index>(std::ceil(widening * width / spacing)) + 1;
  const double excess = static_cast<double>(n - 1) * spacing - width;
  return {grid.y_min - 0.5 * excess, spacing, n};
}

namespace {

constexpr Eigen::Index parabola_reach = 4;  ///< spacings between the points through which an end is continued

/// Through three points at distances 0, 1, 2 inward: the first difference outward, and the second where it is not
/// convex.
struct Outward {
  double difference;
  double bend;
};
Outward outward(double f0, double f1, double f2) { return {f0 - f1, std::min(0.0, (f0 - f1) - (f1 - f2))}; }

}  // namespace

GridEnd end_of(const GridLaw& law, bool at_front) {
  constexpr Eigen::Index p = parabola_reach;
  const Eigen::Index end = at_front ? 0 : law.size() - 1;
  const Eigen::Index inward = at_front ? p : -p;
  const Column<double>& f = law.log_density;
  const auto [difference, bend] = outward(f[end], f[end + inward], f[end + 2 * inward]);
  const double length = static_cast<double>(p) * law.spacing;
  return {law.y(end), f[end], (difference + 0.5 * bend) / length, 0.5 * bend / (length * length)};
}

void continue_parabola(Column<double>& values, Eigen::Index pad) {
  constexpr Eigen::Index p = parabola_reach;
  const Eigen::Index n = values.size();
  assert(n - 2 * pad > 2 * p);
  const auto continue_end = [&](Eigen::Index end, Eigen::Index direction) {
    const double f0 = values[end];
    const auto [difference, bend] = outward(f0, values[end - direction * p], values[end - direction * 2 * p]);
    for (Eigen::Index k = 1; k <= pad; ++k) {
      const double x = static_cast<double>(k) / static_cast<double>(p);
      values[end + direction * k] = f0 + x * (difference + 0.5 * (1.0 + x) * bend);
    }
  };
  continue_end(pad, -1);
  continue_end(n - 1 - pad, +1);
}

GridLaw GridLaw::widened(Eigen::Index extra) const {
  const LineGrid wide = grid().widened(extra);
  GridLaw result{wide.y_min, spacing, Column<double>(wide.n), mass_defect};
  result.log_density.segment(extra, size()) = log_density;
  continue_parabola(result.log_density, extra);
  return result;
}

double GridLaw::log_density_at(double place) const {
  const double x = (place - y_min) / spacing;
  const double outside = std::max(-x, x - static_cast<double>(size() - 1));
  const auto margin = static_cast<Eigen::Index>(std::max(0.0, std::ceil(outside))) + stencil_size;
  if (x >= stencil_size && x <= static_cast<double>(size() - 1 - stencil_size)) return interpolate(log_density, x);
  return interpolate(widened(margin).log_density, x + static_cast<double>(margin));
}

double GridLaw::mass() const { return spacing * log_density.exp().sum(); }

double GridLaw::expectation(const std::function<double(double)>& f) const {
  constexpr double negligible = 60.0;
  const double ends = std::max(log_density[0], log_density[size() - 1]);
  const GridLaw wide = widened(ends < log_density.maxCoeff() - negligible ? 0 : size() / 4);
  double sum = 0.0;
  for (Eigen::Index i = 0; i < wide.size(); ++i) {
    const double density = std::exp(wide.log_density[i]);
    if (density > 0.0) sum += density * f(wide.y(i));
  }
  return spacing * sum;
}

double GridLaw::expectation_of_exp(const std::function<Column<double>(const Column<double>&)>& log_f) const {
  constexpr double negligible = 46.0;  // exp(-46) = 1e-20
  constexpr int most_doublings = 7;    // the first is from nothing to a quarter of the width
  Eigen::Index extra = 0;
  for (int attempt = 0;; ++attempt) {
    const GridLaw wide = widened(extra);
    const Column<double> exponent = wide.log_density + log_f(wide.grid().points());
    const double largest = exponent.maxCoeff();
    const double ends = std::max(exponent[0], exponent[exponent.size() - 1]);
    if (ends < largest - negligible) return spacing * std::exp(largest) * (exponent - largest).exp().sum();
    if (attempt == most_doublings) return std::numeric_limits<double>::infinity();
    extra = std::max(2 * extra, size() / 4);
  }
}

}  // namespace plumbline
