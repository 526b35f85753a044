#include "verify/statistics/exact_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline {

namespace {

/// lhs - rhs, where equal infinities differ by 0.
double difference_of(const Value& lhs, const Value& rhs) {
  return std::isinf(lhs.value) && lhs.value == rhs.value ? 0.0 : lhs.value - rhs.value;
}

}  // namespace

double combined_error(const Value& lhs, const Value& rhs) {
  const double scale = std::max(std::abs(lhs.value), std::abs(rhs.value));
  const double round_off = std::isfinite(scale) ? 4.0 * std::numeric_limits<double>::epsilon() * scale : 0.0;
  return lhs.error + rhs.error + round_off;
}

Decision check_equal(const Value& lhs, const Value& rhs, double resolution) {
  return decide_within(difference_of(lhs, rhs), combined_error(lhs, rhs), resolution, Reason::round_off);
}

Decision check_at_most(const Value& lhs, const Value& rhs, double tie) {
  return decide_ordered(difference_of(lhs, rhs), combined_error(lhs, rhs), tie, Reason::round_off);
}

BoundTightness tightness(const Value& lhs, const Value& rhs) { return {rhs.value - lhs.value, lhs.value / rhs.value}; }

}  // namespace plumbline
