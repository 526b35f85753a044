#include "theory/law/step_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline {
namespace {

constexpr std::array<int, 13> node_counts = {2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24};
constexpr double resolved = 1.6;          // S / (spacing m') from which the trapezoidal rule is exact to rounding
constexpr double rounding_floor = 1e-15;  // differences of log q below this are rounding
constexpr double relevant = 1e-13;        // share of the largest weight below which a point does not count

/// Weights of shape (n), summing to 1: half by q, half by q h.
Column<double> error_weights(const Transition& transition, const Column<double>& log_h) {
  const Eigen::Index n = transition.grid.n - 2 * padding;
  const auto log_q = transition.log_density.segment(padding, n);
  const Column<double> log_qh = log_q + log_h.segment(padding, n);
  const Column<double> q = (log_q - log_q.maxCoeff()).exp();
  const Column<double> qh = (log_qh - log_qh.maxCoeff()).exp();
  return 0.5 * (q / q.sum() + qh / qh.sum());
}

/// The largest |m'| where the law has weight.
double stretch(const Transition& transition, const Column<double>& weights) {
  const double least = relevant * weights.maxCoeff();
  double largest = 1.0;
  for (Eigen::Index i = 0; i < weights.size(); ++i) {
    if (weights[i] < least) continue;
    const double slope =
        (transition.delta[i + padding + 1] - transition.delta[i + padding - 1]) / (2.0 * transition.grid.spacing);
    largest = std::max(largest, std::abs(1.0 + slope));
  }
  return largest;
}

}  // namespace

void StepRule::apply(const Transition& transition, const Column<double>& log_h, Column<double>& next) {
  if (age_ == 0 || std::abs(transition.S - S_) > 0.05 * S_) {
    choose(transition, log_h);
    S_ = transition.S;
    age_ = 0;
  }
  age_ = (age_ + 1) % stride_;
  if (n_nodes_ == 0) {
    trapezoid_step(transition, next);
  } else {
    hermite_step(transition, n_nodes_, next);
  }
}

void StepRule::choose(const Transition& transition, const Column<double>& log_h) {
  const Column<double> weights = error_weights(transition, log_h);
  const double S_over_spacing = transition.S / transition.grid.spacing;
  n_nodes_ = 0;
  const double resolution = S_over_spacing / stretch(transition, weights);
  if (resolution >= resolved) return;
  Column<double> smaller;
  Column<double> larger;
  hermite_step(transition, node_counts.front(), smaller);
  double last_difference = 1.0;
  for (std::size_t k = 1; k < node_counts.size() && hermite_fits(node_counts[k], S_over_spacing); ++k) {
    n_nodes_ = node_counts[k];
    hermite_step(transition, n_nodes_, larger);
    const double difference = (weights * (larger - smaller).abs()).sum();
    const double error = difference * std::min(1.0, difference / last_difference);
    if (error <= step_tolerance_ || difference <= rounding_floor) return;
    last_difference = difference;
    std::swap(smaller, larger);
  }
  if (resolution >= 1.0) n_nodes_ = 0;
}

}  // namespace plumbline
