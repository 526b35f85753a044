#include "verify/study/reward_paths.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/path_engine.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/plane/plane_scores.hpp"

namespace plumbline {
namespace {

struct BlockResult {
  Eigen::ArrayXd reward, defect, r2;
  Eigen::MatrixXd states;
};

/// omega-signed dissipation and h on the states of a block at time t: f = w h |s^r - s|^2.
struct Local {
  Eigen::ArrayXd h;
  Eigen::ArrayXd dissipation;       ///< h |s^r - s|^2
  Eigen::ArrayXd slope_x, slope_y;  ///< grad h = h (s^r - s)
};

Local local(const GuidedPair& truth, double t, const PathBlock& block) {
  const Eigen::Index n = block.size();
  const PlaneFields fields = PlaneScores(truth, t)(block.y().col(0).head(n), block.y().col(1).head(n));
  const Eigen::ArrayXd h = fields.log_h.exp();
  return {h, h * (fields.change_x.square() + fields.change_y.square()), -h * fields.change_x, -h * fields.change_y};
}

}  // namespace

RewardPaths run_reward_paths(const GuidedPair& truth, const Belief& belief, const Chain& chain,
                             const RewardPathsOptions& options) {
  const std::vector<Step<double>> steps = make_steps<double>(chain, truth);
  const std::vector<double>& times = chain.grid.times();
  const NoiseSource source{options.seed, options.stream, Fault::none};
  const PathEngine engine(belief.pair != nullptr ? *belief.pair : truth, source);
  const std::int64_t n_blocks = (options.paths + paths_per_block - 1) / paths_per_block;
  const auto work = [&](std::int64_t index, PathBlock& block) {
    const std::int64_t first = index * paths_per_block;
    engine.start(block, first, std::min(paths_per_block, options.paths - first), chain.start, chain.grid.first());
    NoiseWindow noise(source, first, paths_per_block, block.dimension());
    Local here = local(truth, times.front(), block);
    const Eigen::ArrayXd at_start = here.h;
    const Eigen::Index n_paths = block.size();
    Eigen::ArrayXd r2 = Eigen::ArrayXd::Zero(n_paths);
    Eigen::ArrayXd martingale = Eigen::ArrayXd::Zero(n_paths);
    for (std::size_t n = 0; n < steps.size(); ++n) {
      const Step<double>& step = steps[n];
      const auto number = static_cast<std::int64_t>(n);
      const Eigen::Map<const Eigen::ArrayXXd> z(noise.at(number), paths_per_block, block.dimension());
      martingale += step.S * (here.slope_x * z.col(0).head(n_paths) + here.slope_y * z.col(1).head(n_paths));
      if (belief.pair != nullptr) {
        engine.advance(block, {&step, 1}, number);
      } else {
        block.y() = (step.A * block.y() + step.B * belief.score(step, block.y()) + step.S * z).eval();
      }
      const Local next = local(truth, times[n + 1], block);
      const double D = std::log(times[n + 1] / times[n]);
      r2 += 0.5 * D * -step.omega * (here.dissipation + next.dissipation);
      here = next;
    }
    return BlockResult{here.h, here.h - at_start - r2 - martingale, r2, block.states()};
  };
  RewardPaths result;
  result.states.resize(2, std::min(options.kept_states, options.paths));
  const auto keep = [&](std::int64_t index, BlockResult& block) {
    for (Eigen::Index i = 0; i < block.reward.size(); ++i) {
      result.reward.add(block.reward[i]);
      result.r2.add(block.r2[i]);
      result.defect.add(block.defect[i]);
      const Eigen::Index place = index * paths_per_block + i;
      if (place < result.states.cols()) result.states.col(place) = block.states.col(i);
    }
  };
  run_blocks_in_order(
      {n_blocks, thread_count(options.threads)}, [] { return PathBlock(); }, work, keep);
  return result;
}

}  // namespace plumbline
