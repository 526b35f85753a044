#pragma once

#include <cstdint>

#include "verify/statistics/interval.hpp"
#include "verify/statistics/mean_estimate.hpp"

namespace plumbline {

/// Intervals that hold at ALL sample sizes at once: a nightly run may look after every batch, stop when it has seen
/// enough, and go on the next night, and its false-alarm rate stays what was declared. Wider than the intervals at one
/// planned size (by about a half at the planned size): do not use them where the number of paths is fixed beforehand.

/// The asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central limit
/// theory and asymptotic confidence sequences" (2021, Theorem 2.2), a normal mixture: with r^2 = rho^2 n + 1
///
///     mean +- sqrt(variance) sqrt( 2 r^2 / (n^2 rho^2) log(r / alpha) ),
///
/// rho chosen so that it is tightest at n_target. For observables with a moderate kurtosis (is_moderate), looked at
/// from some n_first on that is itself large: it is a statement about Gaussian sums.
Interval normal_mixture_interval(const SampleMoments& moments, std::int64_t n_target, double alpha);

/// The predictable plug-in empirical-Bernstein confidence sequence of Waudby-Smith & Ramdas, "Estimating means of
/// bounded random variables by betting" (J. R. Stat. Soc. B 86, 2024, Theorem 2), for draws in [lower, upper], exact at
/// every n. Feed draws (or means of fixed blocks of draws) in a fixed order; the interval is the intersection so far.
class BoundedSequence {
 public:
  BoundedSequence(const Interval& range, double alpha);

  void add(double draw);
  /// Covers the mean at all times at once with probability 1 - alpha. Empty (lower > upper) only with probability alpha
  /// when the draws do share one mean.
  Interval interval() const;
  std::int64_t n() const { return n_; }

 private:
  Interval range_;
  double alpha_;
  std::int64_t n_ = 0;
  double sum_ = 0.0;          ///< of the draws scaled to [0, 1]
  double sum_squares_ = 0.0;  ///< of their deviations from the running mean
  double bet_ = 0.0, bet_times_draw_ = 0.0, penalty_ = 0.0;
  double lower_ = 0.0, upper_ = 1.0;
};

/// The hedged bet against "E X = mean" for draws in [lower, upper] (same paper, Theorem 3): two gamblers, one on a
/// higher and one on a lower mean, stake predictable fractions; their mean wealth exceeds 1/alpha with probability at
/// most alpha, at any time, if the claim is true (Ville's inequality). More powerful than BoundedSequence at one mean.
class BettingTest {
 public:
  /// `mean` strictly inside the range.
  BettingTest(const Interval& range, double mean);

  void add(double draw);
  /// 1 / largest wealth so far, at most 1: valid at any stopping time.
  double p_value() const;

 private:
  Interval range_;
  double mean_;  ///< scaled to [0, 1]
  std::int64_t n_ = 0;
  double sum_ = 0.0;
  double sum_squares_ = 0.0;
  double log_up_ = 0.0, log_down_ = 0.0;  ///< wealth of the two gamblers
  double log_best_ = 0.0;
};

}  // namespace plumbline
