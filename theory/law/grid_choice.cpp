#include "theory/law/grid_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "theory/base/out_of_reach.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/law/local_interpolation.hpp"

namespace plumbline {
namespace {

constexpr double n_deviations = 9.0;
/// The sum over steps is pessimistic: errors of opposite sign cancel. chain_law() measures, and refines if need be.
constexpr double aim = 4000.0;
constexpr double wide_kernel = 2.2;  // S / spacing from which the trapezoidal rule needs no interpolation

void cover(Domain& interval, double mean, double variance) {
  interval.low = std::min(interval.low, mean - n_deviations * std::sqrt(variance));
  interval.high = std::max(interval.high, mean + n_deviations * std::sqrt(variance));
}

/// The part of an interval that lies within five times the other one.
Domain within_five_times(const Domain& interval, const Domain& other) {
  const double reach = 2.0 * (other.high - other.low);
  return {std::max(interval.low, other.low - reach), std::min(interval.high, other.high + reach)};
}

/// Mean over p of |log p - its interpolation from points 4 h apart| in the middle of those points, and the same for
/// p^J.
double interpolation_error(const LineScores<double>& scores, double t, const Domain& interval, double h) {
  const auto n = static_cast<Eigen::Index>((interval.high - interval.low) / h) + 1;
  const Column<double> y = LineGrid{interval.low, h, n}.points();
  NoisedScores<double> noised;
  scores.evaluate(t, y, noised);
  const Stencil middle = stencil_at(0.5);
  const auto error = [&](const Column<double>& values) {
    double weighted = 0.0;
    double weight = 0.0;
    const double largest = values.maxCoeff();
    for (Eigen::Index i = stencil_size; i < n - stencil_size; ++i) {
      double sum = 0.0;
      for (int k = 0; k < stencil_size; ++k) {
        sum += middle.weights[static_cast<std::size_t>(k)] * values[i + 2 * (middle.first + k) - 1];
      }
      const double share = std::exp(values[i] - largest);
      weighted += share * std::abs(sum - values[i]);
      weight += share;
    }
    return weighted / weight;
  };
  return std::max(error(noised.log_density), error(noised.log_density + noised.log_h));
}

/// A chain that amplifies what lies far out spreads over a line that no grid resolves.
void require_affordable_spacing(const Domain& interval, double spacing) {
  const double n_points = (interval.high - interval.low) / spacing;
  if (n_points <= static_cast<double>(most_points)) return;
  throw OutOfReach(Unreached::too_wide,
                   fmt::format("it spreads over [{:.3g}, {:.3g}], and its narrowest part asks for a spacing of {:.3g}",
                               interval.low, interval.high, spacing),
                   "law of the chain",
                   "an unstable chain becomes stable with more steps, a smaller w or smaller score errors")
      .reached(n_points);
}

}  // namespace

LineGrid grid_over(const Domain& interval, double spacing) {
  require_affordable_spacing(interval, spacing);
  return {interval.low, spacing, static_cast<Eigen::Index>(std::ceil((interval.high - interval.low) / spacing)) + 1};
}

Domain choose_domain(const EstimatedScores& scores, const Transitions& run, const CostPowers& powers) {
  Domain interval;
  for (const Time t : {run.t0, run.tend}) {
    for (const auto& [mean, variance] : scores.exact().noised_components(t.value)) cover(interval, mean, variance);
  }
  Domain tilted;
  std::vector<double> within;
  for (const double power : {powers.least, 1.0, powers.greatest}) {
    if (within_doubles(scores, run, power)) within.push_back(power);
  }
  for (const Side side : {Side::left, Side::right}) {
    const std::vector<LineTail> tails = line_tails(scores, run, side);
    for (const LineTail& tail : tails) cover(interval, tail.mean, tail.variance);
    for (const double power : within) {
      const std::vector<CostTail> costs = expected_cost_tails(scores, run, side, power);
      for (std::size_t n = 0; n < costs.size(); ++n) {
        const auto ancestors = tilted_tail(tails[n], costs[n], 1.0);  // none where the moment is infinite
        if (ancestors) cover(tilted, ancestors->mean, ancestors->variance);
      }
    }
  }
  tilted = within_five_times(tilted, interval);
  return {std::min(interval.low, tilted.low), std::max(interval.high, tilted.high)};
}

LineGrid choose_grid(const LineScores<double>& scores, const Transitions& run, const Domain& interval,
                     double tolerance) {
  const std::vector<Step<double>>& steps = run.steps;
  const double tend = run.tend.value;
  double narrowest = 1.0;
  for (const double t : {steps.front().time, tend}) {
    for (const auto& [mean, variance] : scores.noised_components(t)) narrowest = std::min(narrowest, variance);
  }
  // Only narrow kernels are integrated by interpolation; a node at distance S from a grid point meets its error in the
  // proportion S / spacing.
  const auto exposure = [&](double spacing) {
    double sum = 0.0;
    for (const auto& step : steps) sum += step.S < wide_kernel * spacing ? std::min(1.0, step.S / spacing) : 0.0;
    return sum;
  };
  double spacing = 0.25 * std::sqrt(narrowest);
  constexpr double shrink = 0.85;
  for (; spacing > 0.01 * std::sqrt(narrowest); spacing *= shrink) {
    require_affordable_spacing(interval, spacing);
    double worst = 0.0;
    for (const std::size_t quarter : {0U, 1U, 2U, 3U}) {
      worst =
          std::max(worst, interpolation_error(scores, steps[quarter * (steps.size() - 1) / 4].time, interval, spacing));
    }
    worst = std::max(worst, interpolation_error(scores, tend, interval, spacing));
    const double at_spacing = std::ldexp(worst, -stencil_size);  // the order of the stencil
    if (at_spacing * exposure(spacing) < aim * tolerance) break;
  }
  return grid_over(interval, spacing);
}

}  // namespace plumbline
