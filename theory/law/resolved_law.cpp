#include "theory/law/resolved_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "theory/base/out_of_reach.hpp"
#include "theory/score/exponentials.hpp"

namespace plumbline {

Value ResolvedLaw::difference(double fine, double coarse, double scale, double amplified_rounding) const {
  const double relative = amplified_rounding * parts_.rounding + parts_.unresolved;
  return {fine, std::abs(fine - coarse) + relative * scale, parts_.how};
}

Value ResolvedLaw::expectation(const std::function<double(double)>& f) const {
  const double scale = parts_.fine.expectation([&](double y) { return std::abs(f(y)); });
  return difference(parts_.fine.expectation(f), parts_.coarse.expectation(f), scale);
}

Value ResolvedLaw::mean() const {
  return expectation([](double y) { return y; });
}

Value ResolvedLaw::second_moment() const {
  return expectation([](double y) { return y * y; });
}

Value ResolvedLaw::mass_defect() const {
  const double difference = std::abs(parts_.fine.mass_defect - parts_.coarse.mass_defect);
  return {parts_.fine.mass_defect, difference + parts_.rounding, parts_.how};
}

Value ResolvedLaw::expected_cost(double q, Time cost_time) const {
  if (!is_finite(q, cost_time)) {
    return {std::numeric_limits<double>::infinity(), 0.0, "far field: the law decays slower than the cost grows (H1)"};
  }
  const Value cost = finite_cost(q, cost_time);
  if (!std::isfinite(cost.value) || !std::isfinite(cost.error)) {
    throw OutOfReach(Unreached::out_of_range,
                     fmt::format("E h^{} is finite, but too large or too far out to be computed", q), "law on the line",
                     "ask for more steps, a smaller power or another w");
  }
  return cost;
}

Value ResolvedLaw::finite_cost(double q, Time cost_time) const {
  NoisedScores<double> scores;
  const auto log_cost = [&](const Column<double>& y) -> Column<double> {
    parts_.scores(cost_time.value, y, scores);
    return q * scores.log_h;
  };
  const double fine = parts_.fine.expectation_of_exp(log_cost);
  const double coarse = parts_.coarse.expectation_of_exp(log_cost);
  if (std::isinf(fine) || std::isinf(coarse)) return {fine, std::numeric_limits<double>::infinity(), parts_.how};
  const Logarithms logarithms = typical_logarithms(q, cost_time);
  // Our choice: other powers than E J itself live further out, where rounding is less well known.
  const double caution = q == 1.0 ? 0.2 : 1.0;
  const double of_logarithms =
      1.0 + 0.1 * logarithms.of_law + (q == 1.0 ? 0.01 : 0.1 * std::abs(q)) * logarithms.of_cost;
  Value cost = difference(fine, coarse, fine, caution * of_logarithms);
  // A small share beyond the grid, where the law is only continued, shows in the second grid, which is wider; of a
  // large one both may be wrong alike, and where all but a rest lies there nothing is known.
  constexpr double small_share = 1e-4;
  constexpr double rest = 0.01;
  const Column<double> exponent = parts_.fine.log_density + log_cost(parts_.fine.grid().points());
  const double inside = parts_.fine.spacing * exp_of(exponent).sum();
  if (fine - inside > small_share * fine) cost.error += fine - inside;
  if (inside < rest * fine) cost.error = std::numeric_limits<double>::infinity();
  constexpr double known_to = 1e-3;  // our choice: of more than that a grid knows nothing
  const double beyond = share_beyond(q, fine);
  cost.error += beyond < known_to ? beyond * fine : std::numeric_limits<double>::infinity();
  return cost;
}

double ResolvedLaw::share_beyond(double q, double cost) const {
  return parts_.log_cost_beyond ? std::exp(parts_.log_cost_beyond(q) - std::log(cost)) : 0.0;
}

double ResolvedLaw::relative_error(double power) const {
  const Value second = second_moment();
  double worst = std::max(second.error / second.value, mean().error / std::sqrt(second.value));
  for (const double q : {std::min(1.0, power), power}) {
    if (q == 0.0 || !is_finite(q)) continue;
    const Value cost = finite_cost(q, end());
    worst = std::max(worst, std::isfinite(cost.error) ? cost.error / cost.value : cost.error);
  }
  return worst;
}

ResolvedLaw::Logarithms ResolvedLaw::typical_logarithms(double power, Time cost_time) const {
  const GridLaw wide = parts_.fine.widened(parts_.fine.size() / 4);
  NoisedScores<double> scores;
  parts_.scores(cost_time.value, wide.grid().points(), scores);
  const Column<double> log_weight = wide.log_density + power * scores.log_h;
  const Column<double> weight = exp_of(log_weight - log_weight.maxCoeff());
  const double total = weight.sum();
  return {(weight * wide.log_density.abs()).sum() / total,
          (weight * (2.0 * scores.log_density.abs() + scores.log_h.abs())).sum() / total};
}

double ResolvedLaw::typical_log_density(double power, Time cost_time) const {
  return typical_logarithms(power, cost_time).of_law;
}

Value ResolvedLaw::expected_log_cost() const {
  NoisedScores<double> scores;
  const auto mean_log = [&](const GridLaw& law, bool absolute) {
    const GridLaw wide = law.widened(law.size() / 4);
    parts_.scores(parts_.end.value, wide.grid().points(), scores);
    const Column<double> weight = wide.log_density.exp();
    return wide.spacing * (absolute ? (weight * scores.log_h.abs()).sum() : (weight * scores.log_h).sum());
  };
  return difference(mean_log(parts_.fine, false), mean_log(parts_.coarse, false), mean_log(parts_.fine, true));
}

}  // namespace plumbline
