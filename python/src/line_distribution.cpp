#include "python/src/line_distribution.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "theory/law/local_interpolation.hpp"

namespace plumbline::python {
namespace {

constexpr Eigen::Index margin = 2 * stencil_size;

}  // namespace

/// Areas by Gauss's rule over cells of the grid, of the density as the exponential of its interpolated logarithm: that
/// keeps the relative accuracy of the tails.
LineDistribution::LineDistribution(const GridLaw& law) : wide_(law.widened(law.size() / 2 + margin)) {
  const Eigen::Index n = wide_.size();
  below_ = above_ = Column<double>::Zero(n);
  Column<double> cells = Column<double>::Zero(n);
  for (Eigen::Index i = margin; i + 1 < n - margin; ++i) cells[i] = mass_between(wide_.y(i), wide_.y(i + 1));
  for (Eigen::Index i = 1; i < n; ++i) below_[i] = below_[i - 1] + cells[i - 1];
  for (Eigen::Index i = n - 2; i >= 0; --i) above_[i] = above_[i + 1] + cells[i];
}

double LineDistribution::mass_between(double low, double high) const {
  using Gauss = boost::math::quadrature::gauss<double, 10>;
  return Gauss::integrate([&](double z) { return std::exp(log_density(z)); }, low, high);
}

double LineDistribution::log_density(double y) const {
  const double x = (y - wide_.y_min) / wide_.spacing;
  const bool inside = x >= stencil_size && x <= static_cast<double>(wide_.size() - 1 - stencil_size);
  return inside ? interpolate(wide_.log_density, x) : wide_.log_density_at(y);
}

/// The area from the nearest grid point to y, added to what lies beyond that point on the side of `sign`.
double LineDistribution::area(const Column<double>& from_end, double y, double sign) const {
  const double x = (y - wide_.y_min) / wide_.spacing;
  const auto last = static_cast<double>(wide_.size() - 1 - margin);
  const double nearest = std::round(std::clamp(x, static_cast<double>(margin), last));
  const double at = wide_.y(static_cast<Eigen::Index>(nearest));
  const double between = mass_between(std::min(at, y), std::max(at, y));
  const double sum = from_end[static_cast<Eigen::Index>(nearest)] + (y > at ? sign : -sign) * between;
  return std::clamp(sum, 0.0, 1.0);
}

double LineDistribution::below(double y) const { return area(below_, y, 1.0); }
double LineDistribution::above(double y) const { return area(above_, y, -1.0); }

double LineDistribution::solve(double p, bool upper) const {
  const Column<double>& areas = upper ? above_ : below_;
  Eigen::Index low = margin;
  Eigen::Index high = wide_.size() - 1 - margin;
  while (high - low > 1) {
    const Eigen::Index middle = (low + high) / 2;
    ((areas[middle] > p) == upper ? low : high) = middle;
  }
  const auto excess = [&](double y) { return (upper ? above(y) : below(y)) / p - 1.0; };
  const double a = wide_.y(low);
  const double b = wide_.y(high);
  if (excess(a) * excess(b) >= 0.0) return std::abs(excess(a)) < std::abs(excess(b)) ? a : b;
  std::uintmax_t iterations = 60;
  const auto [left, right] =
      boost::math::tools::toms748_solve(excess, a, b, boost::math::tools::eps_tolerance<double>(50), iterations);
  return 0.5 * (left + right);
}

double LineDistribution::quantile(double p) const {
  const bool upper = p > 0.5;
  return solve(upper ? 1.0 - p : p, upper);
}

}  // namespace plumbline::python
