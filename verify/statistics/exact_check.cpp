#include "verify/statistics/exact_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline {

namespace {

/// left - right, where equal infinities differ by 0.
double difference_of(const Value& left, const Value& right) {
  return std::isinf(left.value) && left.value == right.value ? 0.0 : left.value - right.value;
}

}  // namespace

double combined_error(const Value& left, const Value& right) {
  const double scale = std::max(std::abs(left.value), std::abs(right.value));
  const double round_off = std::isfinite(scale) ? 4.0 * std::numeric_limits<double>::epsilon() * scale : 0.0;
  return left.error + right.error + round_off;
}

Decision check_equal(const Value& left, const Value& right, double resolution) {
  return decide_within(difference_of(left, right), combined_error(left, right), resolution, Reason::round_off);
}

Decision check_at_most(const Value& left, const Value& right, double tie) {
  return decide_ordered(difference_of(left, right), combined_error(left, right), tie, Reason::round_off);
}

BoundTightness tightness(const Value& left, const Value& right) {
  return {right.value - left.value, left.value / right.value};
}

}  // namespace plumbline
