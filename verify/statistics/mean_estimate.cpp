#include "verify/statistics/mean_estimate.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cassert>
#include <cmath>
#include <limits>

#include "verify/statistics/distributions.hpp"

namespace plumbline {

namespace {

/// log( Phi(-|z|) exp(-z^3 skewness / 3) ), finite for |z| <= 37.
double log_tail(double z, double skewness) {
  return std::log(normal_upper_tail(std::abs(z))) - z * z * z * skewness / 3.0;
}

}  // namespace

SampleMoments moments_of(const Moments& sums) {
  if (sums.not_finite > 0) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {sums.n, nan, nan, nan, nan};
  }
  const double spread = sums.m2 / static_cast<double>(sums.n);
  const double skewness = spread > 0.0 ? sums.m3 / static_cast<double>(sums.n) / std::pow(spread, 1.5) : 0.0;
  return {sums.n, sums.mean, sums.variance(), skewness, sums.kurtosis()};
}

SampleMoments moments_of(std::span<const double> draws) {
  Moments sums;
  for (const double x : draws) sums.add(x);
  return moments_of(sums);
}

MeanEstimate estimate_mean(const SampleMoments& moments) {
  const double count = static_cast<double>(moments.n);
  return {moments.mean, std::sqrt(moments.variance / count), moments.skewness / std::sqrt(count),
          std::sqrt(std::max(0.0, moments.kurtosis - 1.0) / count)};
}

MeanEstimate difference_of(const MeanEstimate& a, const MeanEstimate& b) {
  const double variance_a = a.standard_error * a.standard_error;
  const double variance_b = b.standard_error * b.standard_error;
  const double variance = variance_a + variance_b;
  if (variance == 0.0) return {a.value - b.value, 0.0, 0.0, 0.0};
  // third cumulants subtract, variances and the squared errors of the variances add
  const double third = a.skewness * std::pow(variance_a, 1.5) - b.skewness * std::pow(variance_b, 1.5);
  return {a.value - b.value, std::sqrt(variance), third / std::pow(variance, 1.5),
          std::hypot(a.variance_error * variance_a, b.variance_error * variance_b) / variance};
}

double studentised_tail(double z, double skewness) { return std::min(1.0, std::exp(log_tail(z, skewness))); }

double critical_z(double tail_probability, double skewness, int side) {
  assert(tail_probability > 0.0 && tail_probability < 0.5);
  const auto excess = [&](double z) { return log_tail(side * z, skewness) - std::log(tail_probability); };
  // Within the moderate range the tail falls steadily; beyond z = 1.5 / |skewness| the correction would outgrow it.
  const double upper = std::min(37.0, 1.0 / std::max(1e-3, std::abs(skewness)));
  if (excess(upper) > 0.0) return upper;
  std::uintmax_t iterations = 100;
  const auto [lower, higher] =
      boost::math::tools::toms748_solve(excess, 0.0, upper, boost::math::tools::eps_tolerance<double>(40), iterations);
  return 0.5 * (lower + higher);
}

bool is_moderate(const MeanEstimate& mean, double z) {
  return z * z * mean.variance_error <= 1.0 && z * std::abs(mean.skewness) <= 0.5;
}

}  // namespace plumbline
