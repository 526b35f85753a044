#include "theory/law/line_tail.hpp"

#include <fmt/format.h>

#include <cmath>

namespace plumbline {

std::string why_cost_finite(double power, bool is_finite, double growth, double variance) {
  return fmt::format("E J{} is {}: J grows like exp({:.6g} y^2), the law decays like exp(-{:.6g} y^2)",
                     power == 1.0 ? "" : fmt::format("^{:g}", power), is_finite ? "finite" : "infinite", growth,
                     0.5 / variance);
}

CostTail cost_tail(const LineScores<double>& scores, double t, Side side) {
  const auto [mean_a, v_a, mean_b, v_b] = scores.far_scores(t, side);
  return {0.5 / v_a - 0.5 / v_b, mean_b / v_b - mean_a / v_a,
          scores.log_expected() + 0.5 * (mean_a * mean_a / v_a - mean_b * mean_b / v_b + std::log(v_a / v_b))};
}

namespace {

/// Y' = factor Y + shift + S Z far out.
struct FarStep {
  double factor;
  double shift;
};

FarStep far_step(const EstimatedScores& scores, const Step<double>& step, Side side) {
  const auto& [time, A, B, S, omega] = step;
  const auto [mean_a, v_a, mean_b, v_b] = scores.far_scores(time, side);
  return {A + B * (omega / v_b - (1.0 + omega) / v_a), B * ((1.0 + omega) * mean_a / v_a - omega * mean_b / v_b)};
}

}  // namespace

std::vector<LineTail> line_tails(const EstimatedScores& scores, const Transitions& run, Side side) {
  LineTail tail{0.0, noise_start_variance(run.start, run.t0).value_or(1.0)};
  const auto first = scores.exact().far_scores(run.t0.value, side);
  if (run.start == Start::exact) tail = {first.mean_base, first.variance_base};
  if (run.start == Start::reweighted) tail = {first.mean_reweighted, first.variance_reweighted};
  std::vector<LineTail> tails{tail};
  tails.reserve(run.steps.size() + 1);
  for (const Step<double>& step : run.steps) {
    const auto [factor, shift] = far_step(scores, step, side);
    tail = {factor * tail.mean + shift, factor * factor * tail.variance + step.S * step.S};
    tails.push_back(tail);
  }
  return tails;
}

/// E exp(g x^2 + s x) under N(m, S^2) is (1 - 2 g S^2)^(-1/2) exp((g m^2 + s m + s^2 S^2 / 2) / (1 - 2 g S^2)), and
/// m = factor y + shift.
std::vector<CostTail> expected_cost_tails(const EstimatedScores& scores, const Transitions& run, Side side,
                                          double power) {
  CostTail cost = cost_tail(scores.exact(), run.tend.value, side);
  cost = {power * cost.growth, power * cost.slope, power * cost.constant};
  std::vector<CostTail> costs(run.steps.size() + 1);
  costs.back() = cost;
  for (std::size_t n = run.steps.size(); n-- > 0;) {
    const auto [factor, shift] = far_step(scores, run.steps[n], side);
    const double variance = run.steps[n].S * run.steps[n].S;
    const double room = 1.0 - 2.0 * cost.growth * variance;
    if (room <= 0.0) return {};
    const double of_shift = cost.growth * shift * shift + cost.slope * shift + 0.5 * cost.slope * cost.slope * variance;
    cost = {cost.growth * factor * factor / room, factor * (2.0 * cost.growth * shift + cost.slope) / room,
            cost.constant + of_shift / room - 0.5 * std::log(room)};
    costs[n] = cost;
  }
  return costs;
}

bool within_doubles(const EstimatedScores& scores, const Transitions& run, double power) {
  constexpr double largest_logarithm = 800.0;  // 709, and room for the weights that are left out
  for (const Side side : {Side::left, Side::right}) {
    const LineTail tail = line_tails(scores, run, side).back();
    const CostTail cost = cost_tail(scores.exact(), run.tend.value, side);
    const double growth = power * cost.growth;
    const double slope = power * cost.slope;
    const double room = 1.0 - 2.0 * growth * tail.variance;
    if (room <= 0.0) continue;  // infinite, which H1 says
    const double exponent =
        (growth * tail.mean * tail.mean + slope * tail.mean + 0.5 * slope * slope * tail.variance) / room;
    if (power * cost.constant + exponent > largest_logarithm) return false;
  }
  return true;
}

std::optional<LineTail> tilted_tail(const LineTail& tail, const CostTail& cost, double power) {
  if (!has_finite_cost(power, cost.growth, tail.variance)) return std::nullopt;
  const double variance = 1.0 / (1.0 / tail.variance - 2.0 * power * cost.growth);
  return LineTail{(tail.mean / tail.variance + power * cost.slope) * variance, variance};
}

}  // namespace plumbline
