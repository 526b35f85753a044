#include "theory/law/chain_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "theory/law/chain_run.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/law/laws_in_steps.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/law/rounding.hpp"
#include "theory/score/scores_in_time.hpp"

namespace plumbline {
namespace {

/// The next spacing over the last one: by what the error asks for.
double refinement(double error, double tolerance) { return error > 1e4 * tolerance ? 0.6 : 0.8; }

/// The mass that renormalisation had to put back, beyond the rounding of the steps: an error that both resolutions may
/// have in common.
double lost_mass(const GridLaw& law, std::size_t n_steps) {
  return std::max(0.0, law.mass_defect - rounding_per_step * static_cast<double>(n_steps));
}

enum class Ends { negligible, widened, out_of_reach };

/// Widens the sides on which the law reaches the end of the grid, where that is needed and affordable.
Ends widen(LineGrid& grid, const RunResult& run) {
  constexpr Eigen::Index most_widened = 8192;
  const auto extra = static_cast<Eigen::Index>(0.3 * static_cast<double>(grid.n));
  const Eigen::Index left = run.widen_left ? extra : 0;
  const Eigen::Index right = run.widen_right ? extra : 0;
  if (left + right == 0) return Ends::negligible;
  if (grid.n + left + right > most_widened) return Ends::out_of_reach;
  grid = {grid.y_min - static_cast<double>(left) * grid.spacing, grid.spacing, grid.n + left + right};
  return Ends::widened;
}

/// The share of the tolerance that one step of the fine run may use.
double step_tolerance(const LawOptions& options, std::span<const Step<double>> steps) {
  return options.tolerance / (100.0 * static_cast<double>(steps.size()));
}

/// The field G is a difference of scores that guidance has made as many times as large.
double cancellation(std::span<const Step<double>> steps) {
  double largest = 0.0;
  for (const Step<double>& step : steps) largest = std::max(largest, std::abs(step.omega));
  return 1.0 + largest;
}

ChainRun make_run(std::shared_ptr<const EstimatedScores> scores, const Transitions& transitions, double cost_power) {
  require_noise(transitions.steps, "law of the chain");
  const LineTail tail = line_tails(*scores, transitions, Side::right).back();
  const double growth = cost_tail(scores->exact(), transitions.tend.value, Side::right).growth;
  const ScoreField field = [scores](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    scores->evaluate(t, y, out);
  };
  ScoreField slopes = [scores](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    scores->evaluate_scores(t, y, out);
  };
  if (scores->exact().by_quadrature() && !scores->error().field) slopes = interpolated_in_time(std::move(slopes));
  const auto finite = [&](double power) {
    return has_finite_cost(power, growth, tail.variance) && within_doubles(*scores, transitions, power);
  };
  const double judged_power = finite(cost_power) ? cost_power : finite(1.0) ? 1.0 : 0.0;
  const auto costs = [&](Side side) {
    return judged_power > 0.0 ? expected_cost_tails(*scores, transitions, side, judged_power) : std::vector<CostTail>();
  };
  return {field, slopes, transitions, tail.variance, judged_power, costs(Side::left), costs(Side::right)};
}

}  // namespace

ChainLaw chain_law(const EstimatedScores& estimate, const Transitions& transitions, const LawOptions& options) {
  const std::vector<Step<double>>& steps = transitions.steps;
  const auto scores = std::make_shared<const EstimatedScores>(estimate);
  ChainRun run = make_run(scores, transitions, options.cost_power);
  const auto growth = [scores](double t) { return cost_tail(scores->exact(), t, Side::right).growth; };
  double tolerance = step_tolerance(options, steps);
  const double rounding = 5e-15 * cancellation(steps) * (8.0 + std::sqrt(static_cast<double>(steps.size())));
  LineGrid grid = options.grid
                      ? *options.grid
                      : choose_grid(scores->exact(), transitions,
                                    choose_domain(*scores, transitions, {options.least_power, options.cost_power}),
                                    options.tolerance / options.caution);
  constexpr double helps = 0.5;
  constexpr int most_idle = 3;
  double last_error = std::numeric_limits<double>::infinity();
  int n_idle = 0;  // refinements that did not help
  for (int n_refinements = 0;; ++n_refinements) {
    RunResult fine = run_chain(run, grid, tolerance);
    Ends ends = Ends::negligible;
    while (!options.grid && (ends = widen(grid, fine)) == Ends::widened) fine = run_chain(run, grid, tolerance);
    GridLaw coarse = run_chain(run, coarsened(grid), 50.0 * tolerance).law;
    // Between narrow and wide steps no rule may reach the tolerance until the grid resolves the noise. What it misses
    // may be far out, where a second moment or a KL weighs it most.
    const bool rules_fail = fine.missed > 0.0;
    const double unresolved = lost_mass(fine.law, steps.size()) + fine.missed;
    ChainLaw law({std::move(fine.law), std::move(coarse), run.scores, transitions.tend, run.tail_variance, growth,
                  rounding, fmt::format("exact law, spacings {:.3g} and {:.3g}", grid.spacing, coarsened(grid).spacing),
                  unresolved,
                  [scores, chain = transitions, of_grid = std::move(fine.ends)](double q) {
                    return log_cost_beyond(*scores, chain, of_grid, q);
                  }});
    if (run.cost_power > 0.0 && std::isinf(law.relative_error(run.cost_power)) && ends == Ends::negligible) {
      run.judge_law_alone();  // the cost lives beyond every grid; the law does not
    }
    const double error = law.relative_error(run.cost_power);
    if (!(error < helps * last_error) && !rules_fail) ++n_idle;
    const bool hopeless = n_idle == most_idle || (ends == Ends::out_of_reach && std::isinf(error));
    const double finer = refinement(error, options.tolerance);
    const double n_points = static_cast<double>(grid.n) / finer;
    const bool dear = n_points * static_cast<double>(steps.size()) > most_point_steps ||
                      n_points > static_cast<double>(most_points);
    const bool reached = error <= options.tolerance && !rules_fail;
    if (reached || n_refinements == options.most_refinements || options.grid || hopeless || dear) {
      if (options.on_step) run_chain(run, grid, tolerance, options.on_step);
      return law;
    }
    grid = grid_over({grid.y_min, grid.y_max()}, finer * grid.spacing);
    last_error = error;
    tolerance *= 0.1;  // the rules of the steps may be what limits it
  }
}

GridLaw chain_law_on_grid(const EstimatedScores& estimate, const Transitions& transitions, const LawOptions& options) {
  assert(options.grid);
  const auto scores = std::make_shared<const EstimatedScores>(estimate);
  const ChainRun run = make_run(scores, transitions, options.cost_power);
  return run_chain(run, *options.grid, step_tolerance(options, transitions.steps), options.on_step).law;
}

ChainLaw chain_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options) {
  require_density(pair, chain.grid.last().value, "law of the chain");
  if (auto law = long_chain_law(pair, chain, options)) return *std::move(law);
  return chain_law(pair, make_transitions(chain, pair), options);
}

}  // namespace plumbline
