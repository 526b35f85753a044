#include "theory/law/chain_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "theory/law/chain_run.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/law/line_tail.hpp"
#include "theory/problem/input_error.hpp"

namespace plumbline {
namespace {

constexpr double coarsening = 1.25;
constexpr double refinement = 0.8;

LineGrid coarsened(const LineGrid& grid) {
  const double spacing = coarsening * grid.spacing;
  const auto n = static_cast<Eigen::Index>(std::ceil((grid.y_max() - grid.y_min) / spacing)) + 1;
  const double excess = static_cast<double>(n - 1) * spacing - (grid.y_max() - grid.y_min);
  return {grid.y_min - 0.5 * excess, spacing, n};
}

/// Widens the sides on which the law reaches the end of the grid; false if neither does.
bool widen(LineGrid& grid, const RunResult& run) {
  const auto extra = static_cast<Eigen::Index>(0.3 * static_cast<double>(grid.n));
  const Eigen::Index left = run.widen_left ? extra : 0;
  const Eigen::Index right = run.widen_right ? extra : 0;
  grid = {grid.y_min - static_cast<double>(left) * grid.spacing, grid.spacing, grid.n + left + right};
  return run.widen_left || run.widen_right;
}

/// Largest relative difference of E h, of the mean against the standard deviation, and of the second moment.
double relative_difference(const ResolvedLaw& law) {
  const Value second = law.second_moment();
  const Value mean = law.mean();
  double worst = std::max(second.error / second.value, mean.error / std::sqrt(second.value));
  if (law.is_finite()) {
    const Value cost = law.expected_cost();
    worst = std::max(worst, cost.error / cost.value);
  }
  return worst;
}

}  // namespace

ChainLaw chain_law(const GuidedPair& pair, std::span<const Step<double>> steps, Start start, double t0, double tend,
                   const LawOptions& options) {
  const auto scores = std::make_shared<const LineScores<double>>(pair);
  const ScoreField field = [scores](const double& t, const Column<double>& y, NoisedScores<double>& out) {
    scores->evaluate(t, y, out);
  };
  const LineTail tail = line_tails(*scores, steps, start, t0, Side::right).back();
  const auto growth = [scores](double t) { return cost_tail(*scores, t, Side::right).growth; };
  const bool cost_is_finite = growth(tend) < 0.5 / tail.variance;
  const ChainRun run{field, steps, start, t0, tend, cost_is_finite};
  const auto n_steps = static_cast<double>(steps.size());
  const double rounding = 1e-15 * (8.0 + std::sqrt(n_steps));
  const double step_tolerance = options.tolerance / (400.0 * n_steps);

  LineGrid grid = options.grid ? *options.grid : choose_grid(*scores, steps, start, t0, tend, options.tolerance);
  for (int attempt = 0;; ++attempt) {
    RunResult fine = run_chain(run, grid, step_tolerance);
    const bool last = attempt >= options.most_refinements || options.grid;
    if (!last && widen(grid, fine)) continue;
    GridLaw coarse = run_chain(run, coarsened(grid), 50.0 * step_tolerance).law;
    ChainLaw law({std::move(fine.law), std::move(coarse), field, Time{tend}, tail.variance, growth, rounding,
                  fmt::format("exact law, spacings {:.3g} and {:.3g}", grid.spacing, coarsening * grid.spacing)});
    if (last || relative_difference(law) <= options.tolerance) {
      if (options.on_step) run_chain(run, grid, step_tolerance, options.on_step);
      return law;
    }
    grid = {grid.y_min, refinement * grid.spacing,
            static_cast<Eigen::Index>(std::ceil(static_cast<double>(grid.n - 1) / refinement)) + 1};
  }
}

ChainLaw chain_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options) {
  const std::vector<Step<double>> steps = make_steps<double>(chain, pair);
  return chain_law(pair, steps, chain.start, chain.grid.first().value, chain.grid.last().value, options);
}

}  // namespace plumbline
