#include "theory/imperfect/plane_error.hpp"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace plumbline {
namespace {

/// Both sums on one grid.
struct PlaneSums {
  double squared_size = 0.0;
  double path_kl = 0.0;
};

/// Adds up what the runs of plane_chain_law() pass by: one entry a run.
class SumsOfRuns {
 public:
  SumsOfRuns(const Chain& chain, const GuidedScoreError& error)
      : error_(error), n_steps_(chain.grid.steps().value), first_time_(chain.grid.first().value) {}

  void add(const Step<double>& step, const PlaneLaw& law) {
    if (step.time == first_time_) runs_.emplace_back();  // a run may have broken off before
    Eigen::ArrayXXd points(law.grid.size(), 2);
    points << law.grid.xs(), law.grid.ys();
    const double square = law.expectation(error_(step, points).square().rowwise().sum());
    runs_.back().squared_size += square / static_cast<double>(n_steps_);
    runs_.back().path_kl += 0.5 * square * std::pow(step.B / step.S, 2);
  }

  const PlaneSums& fine() const { return runs_.back(); }
  const PlaneSums& coarse() const { return runs_[runs_.size() - 2]; }

 private:
  const GuidedScoreError& error_;
  std::int64_t n_steps_;
  double first_time_;
  std::vector<PlaneSums> runs_;
};

}  // namespace

ImperfectPlaneLaw imperfect_plane_law(const GuidedPair& pair, const Chain& chain, const GuidedScoreError& error,
                                      PlaneLawOptions options) {
  options.error = error;
  SumsOfRuns sums(chain, error);
  options.on_step = [&](const Step<double>& step, const PlaneLaw& law) { sums.add(step, law); };
  ResolvedPlaneLaw law = plane_chain_law(pair, chain, options);
  const PlaneSums fine = sums.fine();
  const PlaneSums coarse = sums.coarse();
  const double size = std::sqrt(fine.squared_size);
  const char* how = "two grids in the plane";
  return {std::move(law),
          {size, std::abs(size - std::sqrt(coarse.squared_size)) + 1e-13 * size, how},
          {fine.path_kl, std::abs(fine.path_kl - coarse.path_kl) + 1e-13 * fine.path_kl, how}};
}

}  // namespace plumbline
