#include "theory/plane/plane_limit_law.hpp"

#include <cmath>
#include <utility>
#include <vector>

namespace plumbline {

ResolvedPlaneLaw plane_limit_law(const GuidedPair& pair, const LimitSpec& spec, StepCount smallest_steps, int levels) {
  const Scheme scheme = spec.noise_share == 1.0 ? Scheme::exponential : Scheme(ExponentialSde{spec.noise_share});
  const auto chain = [&](int level) {
    const StepCount steps{smallest_steps.value << level};
    return Chain{make_grid(Schedule::log_uniform, steps, spec.t0, spec.tend), scheme, spec.guidance, spec.start};
  };
  // The grid resolves the shortest steps and its box holds the longest ones, which spread most. The error of the finer
  // of two grids that agree to 1e-5 is about 1e-8: it falls like exp(-c / h^2).
  const PlaneLaw last = plane_chain_law(pair, chain(levels - 1), {1e-5}).law();
  const PlaneLaw first = plane_chain_law(pair, chain(0), {1e-3}).law();
  const bool widen = first.grid.x_min < last.grid.x_min;
  const PlaneGrid grid = widen ? with_spacing(first.grid, last.grid.h) : last.grid;
  // Neville's table in 1/N, of which only the last row is kept: row[k] has eliminated the first k orders.
  std::vector<Eigen::ArrayXd> row;
  Eigen::ArrayXd previous;
  for (int level = 0; level < levels; ++level) {
    if (!row.empty()) previous = row.back();
    Eigen::ArrayXd entry = plane_law_on(pair, chain(level), grid).density.max(1e-300).log();
    for (int k = 0; k < level; ++k) {
      const Eigen::ArrayXd lower = std::exchange(row[static_cast<std::size_t>(k)], entry);
      entry += (entry - lower) / static_cast<double>((std::int64_t{2} << k) - 1);
    }
    row.push_back(std::move(entry));
  }
  return {{grid, row.back().exp()}, {grid, previous.exp()}, pair, spec.tend, "Richardson in N in the plane"};
}

}  // namespace plumbline
