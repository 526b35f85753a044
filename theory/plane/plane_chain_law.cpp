#include "theory/plane/plane_chain_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/plane/plane_change.hpp"
#include "theory/plane/plane_scores.hpp"

namespace plumbline {
namespace {

constexpr int most_levels = 5;

/// Where E h^power is infinite, or may be, its integrand has no place that could be followed: the law alone is judged.
double judged_power(const GuidedPair& pair, const Chain& chain, double power) {
  const Integrability verdict = integrability(pair, chain, power);
  return verdict.decided && verdict.finite ? power : 0.0;
}

ResolvedPlaneLaw judged_by(double cost_power, const GuidedPair& pair, const Chain& chain,
                           const PlaneLawOptions& options) {
  const PlaneScores scores(pair, chain.grid.last().value);
  const Chain linear = with_linear_guidance(chain, pair);
  const PlaneProblem problem{pair, cost_power, options.error, options.n_threads, chain.guidance.rule};
  const auto run = [&](int level) {
    return run_plane_chain(problem, linear, plane_plan(options.tolerance, chain.grid.steps(), level), options.on_step);
  };
  PlaneLaw coarse = run(0);
  for (int level = 1;; ++level) {
    PlaneLaw fine = run(level);
    if (level == most_levels || relative_change(fine, coarse, scores, cost_power) < options.tolerance) {
      return {std::move(fine), std::move(coarse), pair, chain.grid.last(), "two grids in the plane"};
    }
    coarse = std::move(fine);
  }
}

ResolvedPlaneLaw judged_where_it_can_be(double cost_power, const GuidedPair& pair, const Chain& chain,
                                        const PlaneLawOptions& options) {
  if (cost_power == 0.0) return judged_by(0.0, pair, chain, options);
  try {
    return judged_by(cost_power, pair, chain, options);
  } catch (const OutOfReach& out_of_reach) {
    ResolvedPlaneLaw law = judged_by(0.0, pair, chain, options);
    law.leave_cost_unknown(out_of_reach.what());
    return law;
  }
}

/// Under apg, whose drift jumps at a point. There grids converge like a power of the spacing, so that no tolerance far
/// below 1e-6 is in reach, and the difference of two grids may be a fraction of the error.
ResolvedPlaneLaw law_of_jumping_drift(double cost_power, const GuidedPair& pair, const Chain& chain,
                                      const PlaneLawOptions& options) {
  constexpr double least_tolerance = 1e-6;
  constexpr double differences = 4.0;  // spacings fall by 0.83: of second order the error is 2.2 differences
  PlaneLawOptions within_reach = options;
  within_reach.tolerance = std::max(options.tolerance, least_tolerance);
  ResolvedPlaneLaw law = judged_where_it_can_be(cost_power, pair, chain, within_reach);
  law.count_differences(differences);
  return law;
}

}  // namespace

PlanePlan plane_plan(double tolerance, StepCount n, int level) {
  constexpr double aim_of_grid = 25.0;  // errors of the steps have either sign; two runs measure what is left
  constexpr double aim_of_step = 0.5;
  constexpr double stricter = 40.0;
  const double a_step = tolerance / static_cast<double>(n.value) * std::pow(stricter, -level);
  // h is not all that a place will be worth after many steps: hence room below the tolerance
  const double negligible_log = std::log(tolerance) - 20.0 - 8.0 * level;
  return {.spacing = 0.45 * std::pow(0.83, level),
          .grid_tolerance = aim_of_grid * a_step,
          .step_tolerance = aim_of_step * a_step,
          .negligible_log = negligible_log,
          .kernel_radius = std::sqrt(-2.0 * negligible_log + 12.0)};
}

ResolvedPlaneLaw plane_chain_law(const GuidedPair& pair, const Chain& chain, const PlaneLawOptions& options) {
  if (pair.dimension() != 2) {
    throw InputError(fmt::format("the problem has {} dimensions", pair.dimension()), "law in the plane",
                     "give a problem in two dimensions");
  }
  require_density(pair, chain.grid.last().value, "law in the plane");
  require_noise(make_steps<double>(with_linear_guidance(chain, pair), pair), "law in the plane");
  if (chain.guidance.rule.form == GuidanceForm::rescale) {
    throw InputError("rescaling in the plane has a pole along a curve, and its law no mean", "law in the plane",
                     "choose apg or cfg");
  }
  const double cost_power = judged_power(pair, chain, options.cost_power);
  const auto law = chain.guidance.rule.is_linear() ? judged_where_it_can_be : law_of_jumping_drift;
  return law(cost_power, pair, chain, options);
}

PlaneLaw plane_law_of_one_run(const GuidedPair& pair, const Chain& chain, const PlaneLawOptions& options) {
  const auto run = [&](double cost_power) {
    const PlaneProblem problem{pair, cost_power, options.error, options.n_threads};
    return run_plane_chain(problem, chain, plane_plan(options.tolerance, chain.grid.steps(), 1), options.on_step);
  };
  const double cost_power = judged_power(pair, chain, options.cost_power);
  if (cost_power == 0.0) return run(0.0);
  try {
    return run(cost_power);
  } catch (const OutOfReach&) {  // the cost is out of reach of these steps
    return run(0.0);
  }
}

Value ResolvedPlaneLaw::resolved(double fine, double coarse, double scale) const {
  return {fine, differences_ * std::abs(fine - coarse) + (1e-13 + std::abs(fine_.mass() - 1.0)) * scale, how_};
}

Value ResolvedPlaneLaw::expected_cost(const Integrability& integrability, double q) const {
  if (!integrability.decided) {
    throw OutOfReach(Unreached::undecided, integrability.why, "law in the plane",
                     "ask for the law without its expected cost");
  }
  if (!integrability.finite) return {std::numeric_limits<double>::infinity(), 0.0, integrability.why};
  if (!why_no_cost_.empty())
    throw OutOfReach(Unreached::out_of_range, why_no_cost_, "expected cost", "ask for the law without it");
  const PlaneScores scores(pair_, end_.value);
  const double fine = expected_power_of_cost(fine_, scores, q);
  return resolved(fine, expected_power_of_cost(coarse_, scores, q), fine);
}

Value ResolvedPlaneLaw::expectation(const std::function<Eigen::ArrayXd(const PlaneGrid&)>& f) const {
  const Eigen::ArrayXd on_fine = f(fine_.grid);
  return resolved(fine_.expectation(on_fine), coarse_.expectation(f(coarse_.grid)), fine_.expectation(on_fine.abs()));
}

Value ResolvedPlaneLaw::mean_x() const {
  return resolved(fine_.mean()[0], coarse_.mean()[0], std::sqrt(fine_.second_moment()));
}

Value ResolvedPlaneLaw::mean_y() const {
  return resolved(fine_.mean()[1], coarse_.mean()[1], std::sqrt(fine_.second_moment()));
}

Value ResolvedPlaneLaw::second_moment() const {
  return resolved(fine_.second_moment(), coarse_.second_moment(), fine_.second_moment());
}

Value ResolvedPlaneLaw::mass_defect() const {
  const double fine = std::abs(fine_.mass() - 1.0);
  return {fine, differences_ * std::abs(fine - std::abs(coarse_.mass() - 1.0)) + 1e-13, how_};
}

}  // namespace plumbline
