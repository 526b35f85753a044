#include "verify/study/reward_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "theory/base/value_arithmetic.hpp"
#include "verify/statistics/exact_check.hpp"
#include "verify/statistics/mean_check.hpp"

namespace plumbline {
namespace {

constexpr double no_gain = std::numeric_limits<double>::quiet_NaN();
constexpr double share_of_r2 = 0.1;  ///< a smaller defect goes unnoticed in silence; our choice

std::string in_words(const Improvement& found, const Value& gain_where_lost) {
  const bool loses = std::isfinite(gain_where_lost.value) && gain_where_lost.value < -3.0 * gain_where_lost.error;
  const std::string after = std::isnan(found.lost_at) ? "the largest tried"
                            : loses
                                ? fmt::format("a loss of {:.3g} at w = {:.3g}", -gain_where_lost.value, found.lost_at)
                                : fmt::format("no finite gain beyond three errors at w = {:.3g}", found.lost_at);
  if (found.up_to == 0.0) return after;
  return fmt::format("gains up to w = {:.3g}, most at w = {:.3g}; {}", found.up_to, found.best_at, after);
}

/// What the extrapolation from N/2 to N may be off by: the defect moved by so much on the way there, and with first
/// order or faster the rest of the way is no longer.
double bias(const RewardDefect& defect) {
  const double quarter = defect.value[0].value;
  const double half = defect.value[1].value;
  const double whole = defect.value[2].value;
  return std::max(std::abs((2.0 * whole - half) - (2.0 * half - quarter)), std::abs(whole - half));
}

}  // namespace

Improvement improvement_of(const std::vector<double>& scales, std::span<const Value> gains) {
  if (!gains.front().is_known()) return {no_gain, no_gain, no_gain, "no such scores"};
  Improvement found{0.0, 0.0, no_gain, ""};
  double most = 0.0;
  Value gain_where_lost;
  for (std::size_t k = 1; k < scales.size(); ++k) {
    const Value& gain = gains[k];
    if (!(std::isfinite(gain.value) && gain.value > 3.0 * gain.error)) {
      found.lost_at = scales[k];
      gain_where_lost = gain;
      break;
    }
    found.up_to = scales[k];
    if (gain.value > most) found.best_at = scales[k];
    most = std::max(most, gain.value);
  }
  found.in_words = in_words(found, gain_where_lost);
  return found;
}

Value extrapolated(const RewardDefect& defect) {
  const Value best = 2.0 * defect.value[2] - defect.value[1];
  return {best.value, best.error + bias(defect), "extrapolated in N"};
}

std::string exact_verdict(const RewardDefect& defect, const Value& r2) {
  return verdict_text(check_equal(extrapolated(defect), {0.0, 0.0, "R2"}, share_of_r2 * std::abs(r2.value)));
}

std::string monte_carlo_verdict(const RewardDefect& defect, const Value& r2, double false_alarm) {
  MeanEstimate doubled = estimate_mean(moments_of(defect.moments[2]));
  doubled.value *= 2.0;
  doubled.standard_error *= 2.0;
  const MeanEstimate best = difference_of(doubled, estimate_mean(moments_of(defect.moments[1])));
  const double resolution = share_of_r2 * std::abs(r2.value);
  return verdict_text(check_mean(best, {0.0, bias(defect), "R2"}, {false_alarm, resolution, true}));
}

}  // namespace plumbline
