#include "sim/improvement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline {
namespace {

/// The pair whose h is that of `weights`, sum w_k N_k / sum a_k N_k. Weights that are rounding beside `scale` are 0;
/// where all are, there is nothing to tell apart, and the pair has no components.
GuidedPair with_cost_weights(GuidedPair pair, Eigen::ArrayXd weights, const Eigen::ArrayXd& scale) {
  constexpr double rounding = 1e-13;
  weights = (weights > rounding * scale).select(weights, 0.0);
  pair.expected = weights.sum();
  if (!(pair.expected > 0.0)) return {};
  pair.reweighted = weights / pair.expected;
  return pair;
}

/// Negative, 0 or positive as a < b, equal to rounding, or a > b.
int sign_of_difference(double a, double b) {
  constexpr double rounding = 64.0 * std::numeric_limits<double>::epsilon();
  if (a == b || std::abs(a - b) <= rounding * (1.0 + std::max(std::abs(a), std::abs(b)))) return 0;
  return a < b ? -1 : 1;
}

GuidedPair above_low(const GuidedPair& pair) {
  if (pair.line_cost) return pair;
  const Eigen::ArrayXd cost = pair.expected * pair.reweighted.array();
  const Eigen::ArrayXd base = pair.base.array();
  const double low = (base > 0.0).select(cost / base, std::numeric_limits<double>::infinity()).minCoeff();
  return with_cost_weights(pair, cost - low * base, cost);
}

GuidedPair below_high(const GuidedPair& pair) {
  if (pair.line_cost) return {};
  const Eigen::ArrayXd cost = pair.expected * pair.reweighted.array();
  const Eigen::ArrayXd base = pair.base.array();
  if ((cost > 0.0 && base == 0.0).any()) return {};
  const double high = (base > 0.0).select(cost / base, 0.0).maxCoeff();
  return with_cost_weights(pair, high * base - cost, high * base);
}

}  // namespace

CostOrder::CostOrder(const GuidedPair& pair)
    : lower_is_better_(pair.objective == Objective::lower_cost), above_(above_low(pair)), below_(below_high(pair)) {
  if (!above_.components.empty()) above_engine_.emplace(above_, NoiseSource{});
  if (!below_.components.empty()) below_engine_.emplace(below_, NoiseSource{});
}

CostOrder::Levels CostOrder::levels(const PathBlock& block, double t) const {
  Levels levels;
  if (above_engine_) levels.above_low = above_engine_->log_cost(block, t);
  if (below_engine_) levels.below_high = below_engine_->log_cost(block, t);
  return levels;
}

Outcome CostOrder::compare(const Levels& guided, const Levels& unguided, std::size_t path) const {
  int sign = above_engine_ ? sign_of_difference(guided.above_low[path], unguided.above_low[path]) : 0;
  if (sign == 0 && below_engine_) sign = sign_of_difference(unguided.below_high[path], guided.below_high[path]);
  if (sign == 0) return Outcome::tied;
  return (sign < 0) == lower_is_better_ ? Outcome::better : Outcome::worse;
}

}  // namespace plumbline
