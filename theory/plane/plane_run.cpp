#include "theory/plane/plane_run.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/plane/plane_start.hpp"
#include "theory/plane/plane_step_rule.hpp"
#include "theory/plane/plane_wide_step.hpp"

namespace plumbline {
namespace {

constexpr std::size_t n_checks = 32;
/// S / h beyond which a step is wide: the nodes would spread far beyond the window.
constexpr double widest_hermite = 4.0;
/// Multiplications of the scatter form that take as long as one node of a point.
constexpr double cost_of_node = 10.0;

double hermite_cost(int n_nodes) { return cost_of_node * static_cast<double>(n_nodes * n_nodes); }

constexpr double rounding_of_rule = 2e-14;  ///< of log q', which no rule gets below

PlaneField log_start(const GuidedPair& pair, Start start, double t0, const PlaneGrid& grid, PlaneField& log_h) {
  const PlaneFields fields = PlaneScores(pair, t0)(grid.xs(), grid.ys());
  log_h = (fields.log_h - std::log(pair.expected)).reshaped(grid.n_x, grid.n_y);
  return log_start_density(pair, start, {t0}, grid, fields).reshaped(grid.n_x, grid.n_y);
}

/// A lattice over all noised components and 9 of the largest deviations around them; its points are not symmetric to 0.
PlaneGrid first_grid(const GuidedPair& pair, Start start, double t0, double spacing, double widening) {
  double farthest = 0.0;
  double variance = noise_start_variance(start, {t0}).value_or(0.0);
  for (const auto& [mean, covariance] : pair.components) {
    farthest = std::max(farthest, std::sqrt(t0) * mean.cwiseAbs().maxCoeff());
    variance = std::max(variance, t0 * covariance.max_variance() + 1.0 - t0);
  }
  const double narrowest = std::min(1.0, t0 * narrowest_variance(pair) + 1.0 - t0);
  const double h = spacing * std::sqrt(narrowest);
  const double half_side = widening * (farthest + 9.0 * std::sqrt(variance));
  const auto n = static_cast<Eigen::Index>(std::ceil(2.0 * half_side / h)) + 1;
  require_affordable(std::pow(static_cast<double>(n), 2));
  return {-half_side, -half_side, h, n, n};
}

/// A lattice that interpolates the logarithm of a law has more points than two a deviation.
double smoothness_of(const PlaneGrid& grid) { return 2.0 * grid.h; }

PlaneState start_state(const PlaneProblem& problem, const Chain& chain, const PlanePlan& plan) {
  double spacing = plan.spacing;
  double widening = 1.0;
  for (;;) {
    const double t0 = chain.grid.first().value;
    const PlaneGrid grid = first_grid(problem.pair, chain.start, t0, spacing, widening);
    PlaneField log_h;
    PlaneState state{grid, log_start(problem.pair, chain.start, t0, grid, log_h)};
    const PlaneField importance = log_importance(state.log_q, log_h, problem.cost_power);
    const double error = interpolation_error(state.log_q, error_weights(state.log_q, log_h, problem.cost_power));
    if (border_of(importance) > plan.negligible_log) {
      widening *= 1.2;
    } else if (error > plan.grid_tolerance) {
      spacing = finer_spacing(spacing, error, plan.grid_tolerance);
    } else {
      state.smoothness = smoothness_of(state.grid);
      return trimmed(state, importance, plan.negligible_log);
    }
  }
}

/// Takes narrow steps; says when the grid is too coarse or the step too wide for that.
class NarrowSteps {
 public:
  NarrowSteps(const PlaneProblem& problem, const PlanePlan& plan, std::size_t n_steps)
      : problem_(problem), plan_(plan), stride_(std::max<std::size_t>(1, n_steps / n_checks)) {}

  enum class Outcome { done, too_wide };

  /// Replaces the state by the law after the step, or leaves it (perhaps on a finer grid) for a wide step.
  Outcome apply(const Step<double>& step, PlaneState& state) {
    const bool check = age_ == 0 || std::abs(step.S - S_) > 0.05 * S_;
    Eigen::Index spread = static_cast<Eigen::Index>(std::ceil(step.S / state.grid.h)) + 2;
    for (bool decide = check;;) {
      const double h = state.grid.h;
      if (!state.interpolable || step.S > widest_hermite * h) return too_wide();
      Prepared prepared = prepare(step, state, spread, decide ? most_plane_nodes : rule_.n_nodes);
      if (decide) {
        const double exposure = std::min(1.0, step.S / h);
        const double error =
            exposure * std::max(interpolation_error(prepared.inner(prepared.transition.d_x), prepared.weights),
                                interpolation_error(prepared.inner(prepared.transition.d_y), prepared.weights));
        if (refine(state, error)) continue;
        rule_ = choose_rule(prepared.transition, prepared.weights, plan_.step_tolerance, problem_.n_threads);
        if (rule_.error > std::max({plan_.step_tolerance, rounding_of_rule, 0.5 * plan_.grid_tolerance})) {
          return too_wide();
        }
        if (hermite_cost(rule_.n_nodes) > wide_step_cost(problem_, plan_, step, prepared.drift, prepared.source())) {
          return too_wide();
        }
        S_ = step.S;
      }
      PlaneState next{prepared.target, PlaneField(prepared.target.n_x, prepared.target.n_y),
                      smoothness_of(prepared.target)};
      plane_hermite(prepared.transition, rule_.n_nodes, {}, problem_.n_threads, next.log_q);
      const PlaneField importance = log_importance(next.log_q, prepared.drift.log_h, problem_.cost_power);
      if (border_of(importance) > plan_.negligible_log) {
        spread *= 2;
        decide = false;
        require_affordable(static_cast<double>(next.grid.widened(spread).size()));
        continue;
      }
      if (check) {
        const double exposure = std::min(1.0, step.S / h);
        const double error = exposure * interpolation_error(next.log_q, error_weights(next.log_q, prepared.drift.log_h,
                                                                                      problem_.cost_power));
        if (refine(state, error)) {
          decide = true;
          continue;
        }
      }
      state = trimmed(next, importance, plan_.negligible_log);
      age_ = (age_ + 1) % stride_;
      return Outcome::done;
    }
  }

 private:
  struct Prepared {
    PlaneGrid target;
    PlaneTransition transition;
    PlaneField weights;  ///< on the target
    PlaneField log_q;    ///< before the step, on the target
    PlaneDrift drift;    ///< on the target

    PlaneState source() const { return {target, log_q, smoothness_of(target)}; }
    PlaneField inner(const PlaneField& padded) const {
      return padded.block(transition.pad, transition.pad, target.n_x, target.n_y);
    }
  };

  Outcome too_wide() {
    age_ = 0;
    return Outcome::too_wide;
  }

  bool refine(PlaneState& state, double error) const {
    if (error <= plan_.grid_tolerance) return false;
    state = with_spacing(state, finer_spacing(state.grid.h, error, plan_.grid_tolerance), problem_.n_threads);
    return true;
  }

  Prepared prepare(const Step<double>& step, const PlaneState& state, Eigen::Index spread, int n_nodes) const {
    Prepared prepared;
    PlaneTransition& transition = prepared.transition;
    transition.S_over_h = step.S / state.grid.h;
    transition.pad = hermite_padding(n_nodes, transition.S_over_h);
    prepared.target = state.grid.widened(spread);
    const PlaneDrift drift = drift_on(problem_, step, prepared.target.widened(transition.pad));
    const PlaneField log_q = continued(state.log_q, spread + transition.pad);
    transition.d_x = drift.delta_x / step.S;
    transition.d_y = drift.delta_y / step.S;
    transition.tilted = log_q - 0.5 * (transition.d_x.square() + transition.d_y.square());
    prepared.log_q = prepared.inner(log_q);
    prepared.drift = {prepared.inner(drift.delta_x), prepared.inner(drift.delta_y), prepared.inner(drift.log_h)};
    prepared.weights = error_weights(prepared.log_q, prepared.drift.log_h, problem_.cost_power);
    return prepared;
  }

  const PlaneProblem& problem_;
  const PlanePlan& plan_;
  std::size_t stride_;
  std::size_t age_ = 0;
  double S_ = 0.0;
  PlaneRule rule_;
};

}  // namespace

PlaneLaw run_plane_chain(const PlaneProblem& problem, const Chain& chain, const PlanePlan& plan,
                         const PlaneStepObserver& on_step) {
  const std::vector<Step<double>> steps = make_steps<double>(chain, problem.pair);
  PlaneState state = start_state(problem, chain, plan);
  NarrowSteps narrow(problem, plan, steps.size());
  for (std::size_t n = 0; n < steps.size(); ++n) {
    if (on_step) on_step(steps[n], {state.grid, state.log_q.reshaped()});
    if (narrow.apply(steps[n], state) == NarrowSteps::Outcome::done) continue;
    const double t_next = n + 1 < steps.size() ? steps[n + 1].time : chain.grid.last().value;
    state = wide_step(problem, plan, {steps[n], n + 1 < steps.size() ? &steps[n + 1] : nullptr, t_next}, state);
  }
  return {state.grid, state.log_q.reshaped()};
}

}  // namespace plumbline
