#include "python/src/draw.hpp"

#include <algorithm>

#include "sim/path_engine.hpp"

namespace plumbline::python {

void draw_starts(const GuidedPair& pair, const StartDraw& draw, double* rows, const std::atomic<bool>& stop) {
  if (draw.start == Start::reweighted) require_mixture_cost(pair, "samples of the reweighted law");
  GuidedPair mixture = pair;
  mixture.line_cost = nullptr;  // neither law that is left reads it
  const PathEngine engine(mixture, {draw.seed, 0, Fault::none});
  PathBlock block;
  for (std::int64_t first = 0; first < draw.n && !stop; first += paths_per_block) {
    engine.start(block, first, std::min(paths_per_block, draw.n - first), draw.start, draw.t);
    const Eigen::MatrixXd states = block.states();
    std::copy_n(states.data(), states.size(), rows + first * states.rows());
  }
}

}  // namespace plumbline::python
