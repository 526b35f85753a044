#pragma once

#include "verify/statistics/interval.hpp"
#include "verify/statistics/mean_estimate.hpp"

namespace plumbline {

/// Intervals for the mean of an observable with values in [lower, upper], valid at every n, with no condition on its
/// law: for p(c|x), truncated costs, indicator-like observables. Both are wider than a Gaussian interval.

/// Hoeffding (J. Amer. Statist. Assoc. 58, 1963, Theorem 2): (upper - lower) sqrt(log(2/alpha) / (2n)).
Interval hoeffding_interval(const SampleMoments& moments, const Interval& range, double alpha);

/// Empirical Bernstein, Maurer & Pontil (COLT 2009, Theorem 4), both sides: with L = log(4/alpha)
/// sqrt(2 variance L / n) + 7 (upper - lower) L / (3 (n - 1)). Best when the variance is far below the range squared.
Interval empirical_bernstein_interval(const SampleMoments& moments, const Interval& range, double alpha);

/// E X = exact by empirical Bernstein at false-alarm rate alpha; see check_interval for the verdict.
Decision check_bounded_mean(const SampleMoments& moments, const Interval& range, const Value& exact, double alpha,
                            double resolution);

}  // namespace plumbline
