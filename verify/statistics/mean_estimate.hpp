#pragma once

#include <cstdint>
#include <span>

#include "theory/base/moments.hpp"

namespace plumbline {

/// Moments of independent draws of one observable.
struct SampleMoments {
  std::int64_t n = 0;
  double mean = 0.0;
  double variance = 0.0;  ///< unbiased
  double skewness = 0.0;  ///< third standardised moment
  double kurtosis = 0.0;  ///< fourth standardised moment, 3 for a Gaussian
};

/// From streamed moments. Values that were not finite make every moment NaN, and so a check of them VIOLATED.
SampleMoments moments_of(const Moments& sums);
SampleMoments moments_of(std::span<const double> draws);

/// A Monte Carlo mean with the first cumulants of its own law, which is what a decision about it needs.
struct MeanEstimate {
  double value = 0.0;
  double standard_error = 0.0;
  double skewness = 0.0;  ///< of the mean: that of one draw / sqrt(n)
  /// Relative standard error of the variance estimate, sqrt((kurtosis - 1) / n); also the weight of the heaviest draws.
  double variance_error = 0.0;
};

MeanEstimate estimate_mean(const SampleMoments& moments);
/// a - b of independent samples. For paired draws estimate the mean of the paired differences instead.
MeanEstimate difference_of(const MeanEstimate& a, const MeanEstimate& b);

/// The probability that a studentised mean (mean - truth) / standard error falls above z (z >= 0), or below z (z < 0).
///
/// Gaussian tail with the skewness correction Phi(-|z|) exp(-z^3 skewness / 3) of Jing, Shao & Wang, "Self-normalized
/// Cramer-type large deviations for independent random variables" (Ann. Probab. 31, 2003, Theorem 2.3): for a law with
/// a long right tail the studentised mean falls low far more often than Phi says. Valid within `is_moderate`.
double studentised_tail(double z, double skewness);

/// The z > 0 at which studentised_tail(side * z, skewness) = tail_probability; side = +1 or -1.
double critical_z(double tail_probability, double skewness, int side);

/// Whether the Gaussian theory of the mean may be believed as far out as z standard errors.
///
/// Two conditions, our choice, both on the exponent z^2 / 2 of the tail: a one-standard-error change of the variance
/// estimate moves it by at most 1/2 (z^2 variance_error <= 1), and the skewness correction is at most a third of it
/// (z |skewness of the mean| <= 1/2). A sample cannot show that a moment is infinite: ask claim H1 first.
bool is_moderate(const MeanEstimate& mean, double z);

}  // namespace plumbline
