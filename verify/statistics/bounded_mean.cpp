#include "verify/statistics/bounded_mean.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace plumbline {

namespace {

/// The L at which the empirical Bernstein half-width sqrt(2 variance L / n) + 7 width L / (3 (n - 1)) is `distance`.
double bernstein_exponent(const SampleMoments& moments, double width, double distance) {
  const double n = static_cast<double>(moments.n);
  const double linear = 7.0 * width / (3.0 * (n - 1.0));
  const double root = std::sqrt(2.0 * moments.variance / n);
  const double sqrt_exponent = (std::sqrt(root * root + 4.0 * linear * distance) - root) / (2.0 * linear);
  return sqrt_exponent * sqrt_exponent;
}

}  // namespace

Interval hoeffding_interval(const SampleMoments& moments, const Interval& range, double alpha) {
  const double half_width =
      2.0 * range.half_width() * std::sqrt(std::log(2.0 / alpha) / (2.0 * static_cast<double>(moments.n)));
  return {moments.mean - half_width, moments.mean + half_width};
}

Interval empirical_bernstein_interval(const SampleMoments& moments, const Interval& range, double alpha) {
  assert(moments.n > 1);
  const double n = static_cast<double>(moments.n);
  const double exponent = std::log(4.0 / alpha);
  const double half_width =
      std::sqrt(2.0 * moments.variance * exponent / n) + 7.0 * 2.0 * range.half_width() * exponent / (3.0 * (n - 1.0));
  return {moments.mean - half_width, moments.mean + half_width};
}

Decision check_bounded_mean(const SampleMoments& moments, const Interval& range, const Value& exact, double alpha,
                            double resolution) {
  Decision decision = check_interval(empirical_bernstein_interval(moments, range, alpha), exact, resolution);
  const double beyond = std::max(0.0, std::abs(moments.mean - exact.value) - exact.error);
  decision.p_value = std::min(1.0, 4.0 * std::exp(-bernstein_exponent(moments, 2.0 * range.half_width(), beyond)));
  return decision;
}

}  // namespace plumbline
