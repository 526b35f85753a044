#pragma once

#include "theory/base/value.hpp"
#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// A confidence interval: covers the truth with probability at least 1 - alpha, alpha as declared where it is made.
struct Interval {
  double lower = 0.0;
  double upper = 0.0;

  double middle() const { return 0.5 * (lower + upper); }
  double half_width() const { return 0.5 * (upper - lower); }
};

/// truth = exact, from an interval for the truth: VIOLATED when the interval and exact +- its error are disjoint, HOLDS
/// when they meet and half-width + error is at most `resolution`, else INCONCLUSIVE(noise floor).
inline Decision check_interval(const Interval& interval, const Value& exact, double resolution) {
  return decide_within(interval.middle() - exact.value, interval.half_width() + exact.error, resolution,
                       Reason::noise_floor);
}

/// truth <= bound, from an interval for the truth: VIOLATED when the lower limit is above bound + its error, HOLDS when
/// the upper limit is at most bound - its error (or within `tie` of it), else INCONCLUSIVE(noise floor).
inline Decision check_interval_at_most(const Interval& interval, const Value& bound, double tie = 0.0) {
  return decide_ordered(interval.middle() - bound.value, interval.half_width() + bound.error, tie, Reason::noise_floor);
}

}  // namespace plumbline
