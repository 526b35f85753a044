#pragma once

#include <cstdint>

#include "verify/statistics/mean_estimate.hpp"

namespace plumbline {

/// What a stochastic check promises before it runs; theory of hypothesis tests, Neyman & Pearson (1933).
struct Promise {
  double false_alarm = 0.0;  ///< probability of VIOLATED when the claim is true (two-sided)
  double violation = 0.0;    ///< smallest |truth - claim| that must be caught; also the resolution of the check
  double power = 0.0;        ///< probability with which it is caught
};

/// Paths for check_mean: n = variance (z_{false_alarm/2} + z_{1-power})^2 / violation^2, and as many more as a moderate
/// sample needs (is_moderate: n >= (2 z skewness)^2 and n >= z^4 (kurtosis - 1)). `one_draw` holds what is known of one
/// draw beforehand, from an exact law or a pilot run: variance, skewness, kurtosis (its n and mean are not read). The
/// power is promised for that variance: where a violation widens the law, give the wider one (1.5 % more variance costs
/// 0.4 % of power).
std::int64_t paths_for_mean(const Promise& promise, const SampleMoments& one_draw);

/// Paths for check_catoni: n = 2 variance (sqrt(log(2/false_alarm)) + sqrt(log(2/(1-power))))^2 / violation^2.
std::int64_t paths_for_catoni(const Promise& promise, double variance);

/// Paths for check_bounded_mean: the half-width plus the deviation of the mean itself, both by Bernstein.
std::int64_t paths_for_bounded_mean(const Promise& promise, double variance, double range_width);

/// Paths for check_distribution of a law whose Kolmogorov-Smirnov distance at the edges is the violation: by the bound
/// of Dvoretzky, Kiefer, Wolfowitz and Massart for the alarm and by that of Hoeffding, at the edge where the laws are
/// farthest apart, for the miss, n = ((log(2/false_alarm)/2)^(1/2) + (log(1/(1-power))/2)^(1/2))^2 / violation^2.
std::int64_t paths_for_distribution(const Promise& promise);

/// Paths for check_proportion of an event with probability `rate`: smallest n found by doubling and bisection at which
/// both rate - violation and rate + violation (those inside [0, 1]) are caught with the promised power, by the binomial
/// tails themselves.
std::int64_t paths_for_proportion(const Promise& promise, double rate);

/// The violation that check_mean catches with the promised power at n paths: the inverse of paths_for_mean.
double smallest_violation(double false_alarm, double power, double variance, std::int64_t n);

}  // namespace plumbline
