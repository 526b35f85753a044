#include "theory/law/fokker_planck_stages.hpp"

#include <cmath>
#include <utility>

#include "theory/law/chain_run.hpp"
#include "theory/law/grid_choice.hpp"

namespace plumbline {
namespace {

/// The domain with `share` of its width more at either end.
Domain stretched(const Domain& domain, double share) {
  const double more = share * (domain.high - domain.low);
  return {domain.low - more, domain.high + more};
}

/// More room at either end, as a share of the width, and so many times the spacing.
std::vector<Stage> resized(std::vector<Stage> stages, double more_room, double spacings) {
  for (auto& [until, grid] : stages) {
    grid = grid_over(stretched({grid.y_min, grid.y_max()}, more_room), spacings * grid.spacing);
  }
  return stages;
}

}  // namespace

std::vector<Stage> first_stages(const LineScores<double>& scores, const Transitions& run, const LawOptions& options) {
  constexpr double caution = 1000.0;  // derivatives of high order ask for more than the interpolation of one step
  const double end = run.tend.value;
  if (options.grid) return {{end, *options.grid}};
  // Beyond the ends the equation continues log q as a parabola, which is not exact: what that spoils must lie outside.
  constexpr double spoiled = 0.08;  // our choice
  const Domain domain = stretched(choose_domain(scores, run, {options.least_power, options.cost_power}), spoiled);
  Transitions first_step{{run.steps.front()}, run.start, run.t0, run.tend};
  std::vector<Stage> stages;
  for (const double share : {0.01, 0.1, 1.0}) {
    first_step.tend = {share * end};
    if (first_step.tend <= run.t0) continue;
    stages.push_back({share * end, choose_grid(scores, first_step, domain, options.tolerance / caution)});
  }
  return stages;
}

std::vector<Stage> coarser(std::vector<Stage> stages) { return resized(std::move(stages), -0.03, 1.25); }
std::vector<Stage> finer(std::vector<Stage> stages) { return resized(std::move(stages), 0.03, 0.8); }

double expected_seconds(const std::vector<Stage>& stages, Time t0, std::size_t n_exponentials) {
  constexpr double derivatives = 650.0;  // a point and a unit of u / spacing^2: 13 a step, on all the grids
  constexpr double seconds_a_point = 8e-9, seconds_an_exponential = 1.5e-9;
  double work = 0.0;
  double from = t0.value;
  for (const auto& [until, grid] : stages) {
    work += std::log(until / from) * static_cast<double>(grid.n) / (grid.spacing * grid.spacing);
    from = until;
  }
  return work * derivatives * (seconds_a_point + static_cast<double>(n_exponentials) * seconds_an_exponential);
}

}  // namespace plumbline
