#pragma once

#include <cstdint>

#include "verify/statistics/interval.hpp"

namespace plumbline {

/// How often an event was seen in independent trials.
struct Count {
  std::int64_t n_events = 0;
  std::int64_t n_trials = 0;  ///< > 0

  double rate() const { return static_cast<double>(n_events) / static_cast<double>(n_trials); }
};

/// The exact (conservative) interval of Clopper & Pearson (Biometrika 26, 1934) for the probability of the event.
Interval clopper_pearson(const Count& count, double alpha);

/// Numbers of events that a probability `rate` gives in n_trials with probability at least 1 - alpha (both ends
/// included, at most alpha/2 outside on each side).
struct CountRange {
  std::int64_t least = 0;
  std::int64_t most = 0;
};
CountRange binomial_range(std::int64_t n_trials, double rate, double alpha);
/// P(range.least <= number of events <= range.most).
double probability_between(const CountRange& range, std::int64_t n_trials, double rate);

/// P(event) = exact at false-alarm rate alpha; HOLDS needs an interval that reaches at most `resolution`
/// from the rate to either side (no event in a few trials proves no rate of 0), INCONCLUSIVE(noise floor) otherwise.
/// p_value is twice the smaller binomial tail.
Decision check_proportion(const Count& count, const Value& exact, double alpha, double resolution);

/// P(event) <= bound at one-sided false-alarm rate alpha; see check_interval_at_most for the verdict.
Decision check_proportion_at_most(const Count& count, const Value& bound, double alpha, double tie = 0.0);

}  // namespace plumbline
