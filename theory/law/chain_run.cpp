#include "theory/law/chain_run.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <cmath>

#include "theory/law/step_rule.hpp"
#include "theory/score/exponentials.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline {
namespace {

constexpr Eigen::Index n_rule_checks = 64;

/// Whether the outer eighth of a column is a parabola (its third difference vanishes): then the continuation beyond the
/// end is as good as more grid.
bool ends_as_parabola(const Column<double>& values, bool at_front) {
  constexpr double negligible = 1e-10;
  constexpr double rounding = 1e-14;
  const Eigen::Index p = values.size() / 24;
  const auto from_end = [&](Eigen::Index k) { return at_front ? values[k] : values[values.size() - 1 - k]; };
  const double third = from_end(0) - 3.0 * from_end(p) + 3.0 * from_end(2 * p) - from_end(3 * p);
  return std::abs(third) < negligible + rounding * std::abs(from_end(0));
}

void judge_ends(const Column<double>& log_values, RunResult& result) {
  constexpr double harmless = -36.0;  // exp(-36) = 2e-16
  const double largest = log_values.maxCoeff();
  const double left = log_values[0] - largest;
  const double right = log_values[log_values.size() - 1] - largest;
  if (left > harmless && !ends_as_parabola(log_values, true)) result.widen_left = true;
  if (right > harmless && !ends_as_parabola(log_values, false)) result.widen_right = true;
}

void keep_ends(RunResult& result) {
  result.ends.left.push_back(end_of(result.law, true));
  result.ends.right.push_back(end_of(result.law, false));
}

/// What weighs the errors of a step besides q: q h^power at its own time, and q E[h^power(Y_N) | Y_n], the ancestors of
/// the cost-weighted law, which may live elsewhere; each against its own largest value. Returned over q.
Column<double> with_ancestors(const ChainRun& run, std::size_t n, const Column<double>& y, const Column<double>& log_q,
                              const Column<double>& log_cost) {
  if (run.cost_left.empty() || run.cost_right.empty()) return log_cost;
  Column<double> ancestors(y.size());
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const CostTail& cost = y[i] < 0.0 ? run.cost_left[n] : run.cost_right[n];
    ancestors[i] = log_q[i] + (cost.growth * y[i] + cost.slope) * y[i];
  }
  Column<double> weighted = log_q + log_cost;
  ancestors -= ancestors.maxCoeff();
  weighted -= weighted.maxCoeff();
  return weighted.max(ancestors) - log_q;
}

/// Scales the density to mass 1 and returns the mass it had.
double renormalise(Column<double>& log_density, double spacing) {
  const double mass = spacing * exp_of(log_density).sum();
  log_density -= std::log(mass);
  return mass;
}

}  // namespace

Column<double> start_log_density(const ScoreField& scores, Start start, Time t0, const Column<double>& y) {
  if (const auto variance = noise_start_variance(start, t0)) {
    return -0.5 / *variance * y.square() -
           std::log(boost::math::constants::root_two_pi<double>() * std::sqrt(*variance));
  }
  NoisedScores<double> noised;
  scores(t0.value, y, noised);
  if (start == Start::exact) return noised.log_density;
  return noised.log_density + noised.log_h;  // p^J_t = p_t h_t / E J; the constant goes with the normalisation
}

RunResult run_chain(const ChainRun& run, const LineGrid& grid, double step_tolerance, const StepObserver& on_step) {
  const auto& [steps, start, t0, tend] = run.transitions;
  const auto n_steps = static_cast<Eigen::Index>(steps.size());
  StepRule rule(step_tolerance, std::max<Eigen::Index>(1, n_steps / n_rule_checks));
  Transition transition;
  transition.grid = grid.widened(padding);
  const Column<double> y = transition.grid.points();
  RunResult result{.law = {grid.y_min, grid.spacing, {}, 0.0}};
  Column<double>& log_q = result.law.log_density;
  log_q = start_log_density(run.scores, start, t0, grid.points());
  renormalise(log_q, grid.spacing);
  judge_ends(log_q, result);
  keep_ends(result);
  if (on_step) on_step(0, t0.value, result.law);
  transition.log_density.resize(y.size());
  NoisedScores<double> noised;
  for (Eigen::Index n = 0; n < n_steps; ++n) {
    const auto& [time, A, B, S, omega] = steps[static_cast<std::size_t>(n)];
    run.slopes(time, y, noised);
    transition.S = S;
    transition.delta = (A - 1.0) * y + B * guided_score(noised.score, noised.score_reweighted, omega);
    transition.log_density.segment(padding, grid.n) = log_q;
    continue_parabola(transition.log_density, padding);
    const auto log_cost = [&, time = time]() -> Column<double> {
      run.scores(time, y, noised);
      const Column<double> here = run.cost_power * noised.log_h;
      return with_ancestors(run, static_cast<std::size_t>(n), y, transition.log_density, here);
    };
    rule.apply(transition, log_cost, log_q);
    result.law.mass_defect += std::abs(renormalise(log_q, grid.spacing) - 1.0);
    judge_ends(log_q, result);
    keep_ends(result);
    if (on_step) {
      const auto next = static_cast<std::size_t>(n) + 1;
      on_step(next, next < steps.size() ? steps[next].time : tend.value, result.law);
    }
  }
  result.missed = rule.missed();
  if (run.cost_power > 0.0) {
    run.scores(tend.value, grid.points(), noised);
    judge_ends(log_q + run.cost_power * noised.log_h, result);
  }
  return result;
}

}  // namespace plumbline
