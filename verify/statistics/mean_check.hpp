#pragma once

#include "theory/base/value.hpp"
#include "verify/statistics/mean_estimate.hpp"
#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// What a Monte Carlo check promises before it runs.
struct MeanRule {
  double false_alarm = 0.0;     ///< probability of VIOLATED when the claim is true; taken from an AlarmBudget
  double resolution = 0.0;      ///< largest half-width under which agreement means something, in the units of the claim
  bool finite_variance = true;  ///< from claim H1; false makes every verdict INCONCLUSIVE(infinite moment)
};

/// E[observable] = exact, by a studentised mean at the declared two-sided false-alarm rate.
///
/// The allowance is critical z * standard error + the error of the exact value, with the skewness-corrected critical
/// value of its side. INCONCLUSIVE(noise floor) when the allowance exceeds the resolution or the sample is not moderate
/// (is_moderate: then use catoni.hpp with the exact variance, or a bounded observable with bounded_mean.hpp);
/// INCONCLUSIVE(infinite moment) when H1 says that the variance, or the exact value itself, is infinite. A NaN or
/// infinite sample mean of an observable with finite variance is VIOLATED.
Decision check_mean(const MeanEstimate& mean, const Value& exact, const MeanRule& rule);

/// E[observable] <= bound at the declared one-sided false-alarm rate: VIOLATED only when the lower confidence limit of
/// mean - bound is above 0, HOLDS when the upper one is at most 0. rule.resolution is the tie accepted as equality.
Decision check_mean_at_most(const MeanEstimate& mean, const Value& bound, const MeanRule& rule);

}  // namespace plumbline
