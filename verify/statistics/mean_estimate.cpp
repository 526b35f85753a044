#include "verify/statistics/mean_estimate.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/roots.hpp>
#include <cassert>
#include <cmath>

namespace plumbline {

namespace {

SampleMoments standardise(std::int64_t n, double mean, double m2, double m3, double m4) {
  const double count = static_cast<double>(n);
  SampleMoments moments{n, mean, 0.0, 0.0, 0.0};
  if (n > 1) moments.variance = m2 * count / (count - 1.0);
  if (m2 > 0.0) {
    moments.skewness = m3 / std::pow(m2, 1.5);
    moments.kurtosis = m4 / (m2 * m2);
  }
  return moments;
}

/// log( Phi(-|z|) exp(-z^3 skewness / 3) ), finite for |z| <= 37.
double log_tail(double z, double skewness) {
  const double gaussian = boost::math::cdf(boost::math::complement(boost::math::normal(), std::abs(z)));
  return std::log(gaussian) - z * z * z * skewness / 3.0;
}

}  // namespace

SampleMoments moments_of(std::span<const double> draws) {
  const double count = static_cast<double>(draws.size());
  double mean = 0.0;
  for (const double x : draws) mean += x / count;
  double m2 = 0.0, m3 = 0.0, m4 = 0.0;
  for (const double x : draws) {
    const double deviation = x - mean;
    const double square = deviation * deviation;
    m2 += square / count;
    m3 += square * deviation / count;
    m4 += square * square / count;
  }
  return standardise(static_cast<std::int64_t>(draws.size()), mean, m2, m3, m4);
}

SampleMoments moments_of_sums(std::int64_t n, double sum, double sum_2, double sum_3, double sum_4) {
  const double count = static_cast<double>(n);
  const double mean = sum / count;
  const double e2 = sum_2 / count, e3 = sum_3 / count, e4 = sum_4 / count;
  const double m2 = std::max(0.0, e2 - mean * mean);
  const double m3 = e3 - 3.0 * mean * e2 + 2.0 * mean * mean * mean;
  const double m4 = e4 - 4.0 * mean * e3 + 6.0 * mean * mean * e2 - 3.0 * mean * mean * mean * mean;
  return standardise(n, mean, m2, m3, m4);
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
