#pragma once

#include "theory/base/value.hpp"
#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// Checks of noise-free values: each side lies within its error of the truth, so errors add (interval arithmetic).
///
/// Four units in the last place of the larger side are always added: two refinements may agree by luck to every digit.
/// An infinite side (written +infinity with error 0) equals only the same infinity. Not for Monte Carlo values: their
/// error is a standard error and needs a false-alarm rate (mean_check.hpp).

/// left.error + right.error + 4 epsilon max(|left|, |right|).
double combined_error(const Value& left, const Value& right);

/// left = right: VIOLATED when the intervals are disjoint, HOLDS when they meet and the combined error is at most
/// `resolution` (absolute, in the units of the claim, the smallest violation worth catching), else
/// INCONCLUSIVE(round-off).
Decision check_equal(const Value& left, const Value& right, double resolution);

/// left <= right: VIOLATED when left > right beyond the combined error, HOLDS when left + its error is at most right -
/// its error, or when both sides tie within `tie` (0: no tie is accepted), else INCONCLUSIVE(round-off).
Decision check_at_most(const Value& left, const Value& right, double tie = 0.0);

/// The two sides of a bound as a report shows them.
struct BoundTightness {
  double slack = 0.0;  ///< right - left
  double ratio = 0.0;  ///< left / right, 1 for a tight bound; NaN when both sides are 0
};
BoundTightness tightness(const Value& left, const Value& right);

}  // namespace plumbline
