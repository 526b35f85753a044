#include "verify/statistics/mean_check.hpp"

#include <algorithm>
#include <cmath>

namespace plumbline {

namespace {

/// Half-width on the side on which the mean fell, the tail probability there, and whether both may be believed.
struct Side {
  double allowance = 0.0;
  double tail = 0.0;
  bool moderate = false;
};

Side side_of(const MeanEstimate& mean, const Value& exact, double tail_probability) {
  const double difference = mean.value - exact.value;
  Side side;
  side.allowance =
      critical_z(tail_probability, mean.skewness, difference >= 0.0 ? 1 : -1) * mean.standard_error + exact.error;
  side.moderate = is_moderate(mean, critical_z(tail_probability, 0.0, 1));
  const double beyond = std::max(0.0, std::abs(difference) - exact.error);  // what the exact side cannot explain
  if (beyond == 0.0) {
    side.tail = 0.5;
  } else if (mean.standard_error > 0.0) {
    side.tail = studentised_tail(std::copysign(beyond / mean.standard_error, difference), mean.skewness);
  }
  return side;
}

}  // namespace

Decision check_mean(const MeanEstimate& mean, const Value& exact, const MeanRule& rule) {
  if (!rule.finite_variance || std::isinf(exact.value)) return undecided(Reason::infinite_moment);
  const double difference = mean.value - exact.value;
  if (!std::isfinite(difference) || !std::isfinite(mean.standard_error)) {
    return decide_within(std::nan(""), 0.0, 0.0, Reason::none);
  }
  const Side side = side_of(mean, exact, 0.5 * rule.false_alarm);
  Decision decision = decide_within(difference, side.allowance, rule.resolution, Reason::noise_floor);
  if (!side.moderate) {
    decision.verdict = Verdict::inconclusive;
    decision.reason = Reason::noise_floor;
  }
  decision.p_value = std::min(1.0, 2.0 * side.tail);
  return decision;
}

Decision check_mean_at_most(const MeanEstimate& mean, const Value& bound, const MeanRule& rule) {
  if (!rule.finite_variance) return undecided(Reason::infinite_moment);
  const double difference = mean.value - bound.value;
  if (std::isnan(difference) || !std::isfinite(mean.standard_error)) {
    return decide_ordered(std::nan(""), 0.0, 0.0, Reason::none);
  }
  const Side side = side_of(mean, bound, rule.false_alarm);
  Decision decision = decide_ordered(difference, side.allowance, rule.resolution, Reason::noise_floor);
  if (!side.moderate) {
    decision.verdict = Verdict::inconclusive;
    decision.reason = Reason::noise_floor;
  }
  decision.p_value = difference > 0.0 ? side.tail : 1.0 - side.tail;
  return decision;
}

}  // namespace plumbline
