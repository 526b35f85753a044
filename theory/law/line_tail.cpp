#include "theory/law/line_tail.hpp"

namespace plumbline {

CostTail cost_tail(const LineScores<double>& scores, double t, Side side) {
  const auto [mean_a, v_a, mean_b, v_b] = scores.far_scores(t, side);
  return {0.5 / v_a - 0.5 / v_b, mean_b / v_b - mean_a / v_a};
}

std::vector<LineTail> line_tails(const EstimatedScores& scores, const Transitions& run, Side side) {
  LineTail tail{0.0, 1.0};
  const auto first = scores.exact().far_scores(run.t0.value, side);
  if (run.start == Start::exact) tail = {first.mean_base, first.variance_base};
  if (run.start == Start::reweighted) tail = {first.mean_reweighted, first.variance_reweighted};
  std::vector<LineTail> tails{tail};
  tails.reserve(run.steps.size() + 1);
  for (const auto& [time, A, B, S, omega] : run.steps) {
    const auto [mean_a, v_a, mean_b, v_b] = scores.far_scores(time, side);
    const double factor = A + B * (omega / v_b - (1.0 + omega) / v_a);
    const double shift = B * ((1.0 + omega) * mean_a / v_a - omega * mean_b / v_b);
    tail = {factor * tail.mean + shift, factor * factor * tail.variance + S * S};
    tails.push_back(tail);
  }
  return tails;
}

std::optional<LineTail> tilted_tail(const LineTail& tail, const CostTail& cost, double power) {
  if (!has_finite_cost(power, cost.growth, tail.variance)) return std::nullopt;
  const double variance = 1.0 / (1.0 / tail.variance - 2.0 * power * cost.growth);
  return LineTail{(tail.mean / tail.variance + power * cost.slope) * variance, variance};
}

}  // namespace plumbline
