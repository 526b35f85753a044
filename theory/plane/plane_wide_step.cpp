#include "theory/plane/plane_wide_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "theory/base/out_of_reach.hpp"
#include "theory/law/local_interpolation.hpp"
#include "theory/plane/scatter.hpp"

namespace plumbline {
namespace {

/// Spacing over S with which a law smoothed by S is first tried.
constexpr double first_spacing = 0.5;
/// Sources this much (a logarithm) below what the window holds are kept: its border must be as smooth as its inside.
constexpr double beyond_window = 12.0;
constexpr double most_radius = 30.0;  ///< of a kernel that a cost has widened, in S

/// The larger one of |dm/dx| and |dm/dy| by differences to the neighbours; 1 on the border.
PlaneField stretch_of(const PlaneDrift& drift, double h) {
  const Eigen::Index n_x = drift.delta_x.rows();
  const Eigen::Index n_y = drift.delta_x.cols();
  PlaneField stretch = PlaneField::Ones(n_x, n_y);
  const auto squared_slope = [&](const PlaneField& f, Eigen::Index dx, Eigen::Index dy, double own) -> PlaneField {
    return ((f.block(1 + dx, 1 + dy, n_x - 2, n_y - 2) - f.block(1 - dx, 1 - dy, n_x - 2, n_y - 2)) / (2.0 * h) + own)
        .square();
  };
  stretch.block(1, 1, n_x - 2, n_y - 2) =
      (squared_slope(drift.delta_x, 1, 0, 1.0) + squared_slope(drift.delta_y, 1, 0, 0.0))
          .max(squared_slope(drift.delta_x, 0, 1, 0.0) + squared_slope(drift.delta_y, 0, 1, 1.0))
          .sqrt();
  return stretch;
}

/// The mean error of the trapezoidal rule on a lattice of any spacing for the sum of a step over a law, from how narrow
/// the integrand is, S / stretch and the law, and from how well the drift is resolved: where it has a pole at distance
/// rho its interpolation from twice the spacing fails by exp(-pi rho / 2h), the rule by exp(-2 pi rho / h).
class TrapezoidError {
 public:
  TrapezoidError(const PlaneProblem& problem, const Step<double>& step, const PlaneDrift& drift,
                 const PlaneState& state)
      : h_(state.grid.h),
        weights_(error_weights(state.log_q, drift.log_h, problem.cost_power)),
        squared_rate_((stretch_of(drift, h_) / step.S).square() + std::pow(state.smoothness, -2)),
        roughness_(std::ldexp(std::max(interpolation_error(drift.delta_x, weights_),
                                       interpolation_error(drift.delta_y, weights_)),
                              stencil_size) /
                   step.S) {}

  double operator()(double h) const {
    constexpr double cautious_power = 3.0;  // instead of 4
    return (weights_ * (-2.0 * std::pow(std::numbers::pi / h, 2) / squared_rate_).exp()).sum() +
           std::pow(std::min(1.0, roughness_), cautious_power * h_ / h);
  }
  /// The spacing of the lattice itself or the largest finer one within the tolerance, not much finer at once.
  double finest_needed(double tolerance) const {
    double h = h_;
    while ((*this)(h) > tolerance && h > 0.5 * h_) h *= 0.9;
    return h;
  }

 private:
  double h_;
  PlaneField weights_;
  PlaneField squared_rate_;
  double roughness_;
};

struct Prepared {
  PlaneState state;
  PlaneDrift drift;
};

/// The law with what lies beyond its window, as far as it matters to the border of the next window.
PlaneState with_margin(const PlaneState& state) {
  const auto margin =
      static_cast<Eigen::Index>(0.08 * static_cast<double>(std::max(state.grid.n_x, state.grid.n_y)) + 3.0);
  return {state.grid.widened(margin), continued(state.log_q, margin), state.smoothness, state.interpolable};
}

/// The law on a lattice that is fine enough for its sources.
Prepared prepare_sources(const PlaneProblem& problem, const PlanePlan& plan, const Step<double>& step,
                         const PlaneState& state) {
  Prepared sources{state, drift_on(problem, step, state.grid)};
  while (state.interpolable) {
    const double h = TrapezoidError(problem, step, sources.drift, sources.state).finest_needed(plan.step_tolerance);
    if (h == sources.state.grid.h) break;
    sources.state = with_spacing(state, h, problem.n_threads);
    sources.drift = drift_on(problem, step, sources.state.grid);
  }
  return sources;
}

ScatterSources images(const PlaneProblem& problem, const PlanePlan& plan, const Prepared& prepared) {
  const PlaneGrid& grid = prepared.state.grid;
  const PlaneField importance = log_importance(prepared.state.log_q, prepared.drift.log_h, problem.cost_power);
  const double least = importance.maxCoeff() + plan.negligible_log - beyond_window;
  const PlaneField log_mass =
      (importance > least)
          .select(prepared.state.log_q + 2.0 * std::log(grid.h), -std::numeric_limits<double>::infinity());
  return {grid.xs() + prepared.drift.delta_x.reshaped(), grid.ys() + prepared.drift.delta_y.reshaped(),
          log_mass.reshaped()};
}

/// A grid that holds the images and `reach` around them.
PlaneGrid grid_around(const ScatterSources& sources, double reach, double h) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto has_mass = sources.log_mass > -infinity;
  const auto low = [&](const Eigen::ArrayXd& place) { return has_mass.select(place, infinity).minCoeff() - reach; };
  const auto high = [&](const Eigen::ArrayXd& place) { return has_mass.select(place, -infinity).maxCoeff() + reach; };
  const double n_x = std::ceil((high(sources.x) - low(sources.x)) / h) + 1.0;
  const double n_y = std::ceil((high(sources.y) - low(sources.y)) / h) + 1.0;
  require_affordable(n_x * n_y);
  return {low(sources.x), low(sources.y), h, static_cast<Eigen::Index>(n_x), static_cast<Eigen::Index>(n_y)};
}

/// How many deviations of the kernel a cost that grows across the law at the end of the step takes in beside the usual.
double tilt_of(const PlaneFields& fields, const PlaneField& importance, double S, double cost_power) {
  constexpr double relevant_log = -12.0;
  const Eigen::ArrayXd slope = (fields.change_x.square() + fields.change_y.square()).sqrt();
  const auto relevant = importance.reshaped() > importance.maxCoeff() + relevant_log;
  return cost_power * S * relevant.select(slope, 0.0).maxCoeff();
}

}  // namespace

PlaneState wide_step(const PlaneProblem& problem, const PlanePlan& plan, const PlaneMove& move,
                     const PlaneState& state) {
  const auto& [step, next, t_next] = move;
  const ScatterSources sources = images(problem, plan, prepare_sources(problem, plan, step, with_margin(state)));
  double h = first_spacing * step.S;
  double radius = plan.kernel_radius + 1.0;
  for (;;) {
    const PlaneGrid grid = grid_around(sources, radius * step.S, h);
    PlaneState result{grid, scatter(grid, sources, {step.S, radius}, problem.n_threads).reshaped(grid.n_x, grid.n_y),
                      step.S};
    const PlaneFields fields = PlaneScores(problem.pair, t_next)(grid.xs(), grid.ys(), problem.n_threads);
    const PlaneField log_h = (fields.log_h - std::log(problem.pair.expected)).reshaped(grid.n_x, grid.n_y);
    const PlaneField importance = log_importance(result.log_q, log_h, problem.cost_power);
    const double wanted = plan.kernel_radius + tilt_of(fields, importance, step.S, problem.cost_power);
    if (wanted > most_radius) {
      throw OutOfReach(Unreached::out_of_range, "the cost grows too fast over one step", "law in the plane",
                       "ask for more steps or for the law without its expected cost");
    }
    if (wanted > radius) {
      radius = wanted + 0.5;
      continue;
    }
    const double error = interpolation_error(result.log_q, error_weights(result.log_q, log_h, problem.cost_power));
    result.interpolable = error <= plan.grid_tolerance;
    result = trimmed(result, importance, plan.negligible_log);
    if (result.interpolable) return result;
    if (next) {
      const TrapezoidError of_next(problem, *next, drift_on(problem, *next, result.grid), result);
      if (of_next(h) <= plan.step_tolerance) return result;
    }
    h = std::max(0.8 * h, finer_spacing(h, error, plan.grid_tolerance));
  }
}

double wide_step_cost(const PlaneProblem& problem, const PlanePlan& plan, const Step<double>& step,
                      const PlaneDrift& drift, const PlaneState& state) {
  const double h = TrapezoidError(problem, step, drift, state).finest_needed(plan.step_tolerance);
  return std::pow(2.0 * plan.kernel_radius / first_spacing * state.grid.h / h, 2);
}

}  // namespace plumbline
