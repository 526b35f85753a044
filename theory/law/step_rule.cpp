#include "theory/law/step_rule.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "theory/score/exponentials.hpp"

namespace plumbline {
namespace {

constexpr std::array<int, 13> line_node_counts = {2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24};
constexpr double least_share = 1e-13;  // share of the largest weight below which a point does not count
/// S / spacing beyond which the nodes, which spread around y', miss the sources of the far field: there the trapezoidal
/// rule alone, on a finer grid if need be.
constexpr double widest_for_nodes = 4.0;
constexpr double no_more_gain =
    0.7;  // ratio of two differences above which more nodes do not help: rounding is reached

constexpr double rounding_of_difference = 1e-14;  // of two rules, which agree no better

/// Weights of shape (n), summing to 1: half by q, half by q h.
Column<double> line_error_weights(const Transition& transition, const Column<double>& log_h) {
  const Eigen::Index n = transition.grid.n - 2 * padding;
  const auto log_q = transition.log_density.segment(padding, n);
  const Column<double> log_qh = log_q + log_h.segment(padding, n);
  const Column<double> q = (log_q - log_q.maxCoeff()).exp();
  const Column<double> qh = (log_qh - log_qh.maxCoeff()).exp();
  return 0.5 * (q / q.sum() + qh / qh.sum());
}

/// |mass - 1| beyond rounding: two rules that both miss the sources of some mass may well agree.
double mass_defect(const Column<double>& log_density, double spacing) {
  constexpr double rounding = 1e-13;
  const double defect = std::abs(spacing * exp_of(log_density).sum() - 1.0);
  return defect > rounding ? defect : 0.0;
}

/// The largest |m'| where the law has weight.
double stretch(const Transition& transition, const Column<double>& weights) {
  const double least = least_share * weights.maxCoeff();
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

void StepRule::apply(const Transition& transition, const std::function<Column<double>()>& log_h, Column<double>& next) {
  if (age_ == 0 || std::abs(transition.S - S_) > 0.05 * S_) {
    choose(transition, log_h());
    S_ = transition.S;
    age_ = 0;
  }
  age_ = (age_ + 1) % stride_;
  missed_ += missed_by_step_;
  if (n_nodes_ == 0) {
    trapezoid_step(transition, next);
  } else {
    hermite_step(transition, n_nodes_, next);
  }
}

void StepRule::choose(const Transition& transition, const Column<double>& log_h) {
  const Column<double> weights = line_error_weights(transition, log_h);
  const double S_over_spacing = transition.S / transition.grid.spacing;
  const double resolution = S_over_spacing / stretch(transition, weights);
  const double trapezoid_error = std::exp(-2.0 * std::pow(boost::math::constants::pi<double>() * resolution, 2));
  n_nodes_ = 0;
  missed_by_step_ = 0.0;
  if (trapezoid_error <= step_tolerance_ || S_over_spacing > widest_for_nodes) return;

  Column<double> smaller;
  Column<double> larger;
  hermite_step(transition, line_node_counts.front(), smaller);
  double last_difference = 0.0;  // none yet: the first error is a plain difference
  double least_error = 1.0;
  int best = 0;
  for (std::size_t k = 1; k < line_node_counts.size() && hermite_fits(line_node_counts[k], S_over_spacing); ++k) {
    hermite_step(transition, line_node_counts[k], larger);
    const double difference = (weights * (larger - smaller).abs()).sum();
    const double ratio = last_difference > 0.0 ? difference / last_difference : 1.0;
    const double error = std::max(difference * std::min(1.0, ratio), mass_defect(larger, transition.grid.spacing));
    if (error < least_error) {
      least_error = error;
      best = line_node_counts[k];
    }
    if (error <= step_tolerance_ || (k > 1 && ratio > no_more_gain)) break;
    last_difference = difference;
    std::swap(smaller, larger);
  }
  if (least_error <= step_tolerance_ || least_error < trapezoid_error) n_nodes_ = best;
  missed_by_step_ = std::max(0.0, std::min(least_error, trapezoid_error) - step_tolerance_ - rounding_of_difference);
}

}  // namespace plumbline
