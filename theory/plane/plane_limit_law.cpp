#include "theory/plane/plane_limit_law.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "theory/law/richardson.hpp"
#include "theory/plane/plane_field.hpp"

namespace plumbline {
namespace {

/// The grid of the finest spacing over all windows.
PlaneGrid common_grid(const std::vector<PlaneLaw>& laws) {
  PlaneGrid grid = laws.back().grid;
  double x_max = grid.x_min + static_cast<double>(grid.n_x - 1) * grid.h;
  double y_max = grid.y_min + static_cast<double>(grid.n_y - 1) * grid.h;
  for (const PlaneLaw& law : laws) {
    x_max = std::max(x_max, law.grid.x_min + static_cast<double>(law.grid.n_x - 1) * law.grid.h);
    y_max = std::max(y_max, law.grid.y_min + static_cast<double>(law.grid.n_y - 1) * law.grid.h);
    grid.x_min = std::min(grid.x_min, law.grid.x_min);
    grid.y_min = std::min(grid.y_min, law.grid.y_min);
    grid.h = std::min(grid.h, law.grid.h);
  }
  grid.n_x = static_cast<Eigen::Index>(std::ceil((x_max - grid.x_min) / grid.h)) + 1;
  grid.n_y = static_cast<Eigen::Index>(std::ceil((y_max - grid.y_min) / grid.h)) + 1;
  return grid;
}

/// Where the extrapolation moves the density by more than a factor e there is nothing to extrapolate: the last level
/// stands for itself.
PlaneLaw where_it_converges(const PlaneGrid& grid, const Eigen::ArrayXd& extrapolated, const Eigen::ArrayXd& last) {
  return {grid, ((extrapolated - last).abs() < 1.0).select(extrapolated, last)};
}

}  // namespace

ResolvedPlaneLaw plane_limit_law(const GuidedPair& pair, const LimitSpec& spec, StepCount smallest_steps, int levels) {
  const PlaneLawOptions options{.tolerance = 1e-8};  // of the laws that are extrapolated
  const Scheme scheme = spec.noise_share == 1.0 ? Scheme::exponential : Scheme(ExponentialSde{spec.noise_share});
  std::vector<PlaneLaw> laws;
  for (int level = 0; level < levels; ++level) {
    const StepCount steps{smallest_steps.value << level};
    const Chain chain{make_grid(Schedule::log_uniform, steps, spec.t0, spec.tend), scheme, spec.guidance, spec.start};
    laws.push_back(plane_law_of_one_run(pair, chain, options));
  }
  const PlaneGrid grid = common_grid(laws);
  // Neville's table in 1/N, of which only the last row is kept: row[k] has eliminated the first k orders.
  std::vector<Eigen::ArrayXd> row;
  Eigen::ArrayXd previous;
  Eigen::ArrayXd last;
  Eigen::ArrayXd last_but_one;
  for (int level = 0; level < levels; ++level) {
    if (!row.empty()) previous = row.back();
    Eigen::ArrayXd entry = on_grid(laws[static_cast<std::size_t>(level)], grid, options.n_threads).log_density;
    last_but_one = std::exchange(last, entry);
    for (int k = 0; k < level; ++k) {
      const Eigen::ArrayXd lower = std::exchange(row[static_cast<std::size_t>(k)], entry);
      entry += (entry - lower) / static_cast<double>((std::int64_t{2} << k) - 1);
    }
    row.push_back(std::move(entry));
  }
  PlaneLaw fine = where_it_converges(grid, row.back(), last);
  // As on the line: the lower order moved away from the higher one, since far out it may be the better one by chance.
  PlaneLaw coarse = where_it_converges(grid, previous, last_but_one);
  coarse.log_density = fine.log_density + extrapolation_safety * (coarse.log_density - fine.log_density);
  return {std::move(fine), std::move(coarse), pair, spec.tend, "Richardson in N in the plane"};
}

}  // namespace plumbline
