#include "theory/imperfect/plane_error.hpp"

#include <cmath>
#include <utility>

namespace plumbline {
namespace {

/// Both sums on one grid.
struct PlaneSums {
  double squared_size = 0.0;
  double path_kl = 0.0;
};

PlaneSums plane_sums(const GuidedPair& pair, const Chain& chain, const PlaneGrid& grid, PlaneLawOptions options) {
  Eigen::ArrayXXd points(grid.size(), 2);
  points << grid.xs(), grid.ys();
  PlaneSums sums;
  const auto n_steps = static_cast<double>(chain.grid.steps().value);
  options.on_step = [&](const Step<double>& step, const PlaneLaw& law) {
    const double square = law.expectation(options.error(step, points).square().rowwise().sum());
    sums.squared_size += square / n_steps;
    sums.path_kl += 0.5 * square * std::pow(step.B / step.S, 2);
  };
  plane_law_on(pair, chain, grid, options);
  return sums;
}

}  // namespace

ImperfectPlaneLaw imperfect_plane_law(const GuidedPair& pair, const Chain& chain, const GuidedScoreError& error,
                                      PlaneLawOptions options) {
  options.error = error;
  ResolvedPlaneLaw law = plane_chain_law(pair, chain, options);
  const PlaneSums fine = plane_sums(pair, chain, law.law().grid, options);
  const PlaneSums coarse = plane_sums(pair, chain, law.coarse_law().grid, options);
  const double size = std::sqrt(fine.squared_size);
  const char* how = "two grids in the plane";
  return {std::move(law),
          {size, std::abs(size - std::sqrt(coarse.squared_size)) + 1e-13 * size, how},
          {fine.path_kl, std::abs(fine.path_kl - coarse.path_kl) + 1e-13 * fine.path_kl, how}};
}

}  // namespace plumbline
