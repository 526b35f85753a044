#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/path_block.hpp"
#include "sim/random/noise.hpp"
#include "theory/problem/chain.hpp"

namespace plumbline {

/// Moves blocks of paths of one guided pair along steps of (27). Holds no state of a run, so threads share one engine,
/// and a block may be stopped and taken up again at any step.
class PathEngine {
 public:
  PathEngine(const GuidedPair& pair, const NoiseSource& noise) : pair_(pair), noise_(noise) {}

  /// Makes `block` the paths first_path ... first_path + n - 1, drawn from `start` at time t0.
  void start(PathBlock& block, std::int64_t first_path, std::int64_t n, Start start, double t0) const;
  /// Runs `steps`, the first of which is step number `first_step` of its chain.
  void advance(PathBlock& block, std::span<const Step<double>> steps, std::int64_t first_step) const;
  /// Runs blocks of the same paths through chains of equal length, all on the same noise.
  void advance_together(std::span<PathBlock> blocks, std::vector<std::span<const Step<double>>> chains,
                        std::int64_t first_step) const;
  /// log h_t of every path, shape (block.size()).
  std::vector<double> log_cost(const PathBlock& block, double t) const;

 private:
  void take_step(PathBlock& block, const Step<double>& step, const Eigen::ArrayXXd& z) const;

  const GuidedPair& pair_;
  NoiseSource noise_;
};

}  // namespace plumbline
