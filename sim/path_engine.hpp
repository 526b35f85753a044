#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sim/memory/path_block.hpp"
#include "sim/noise.hpp"
#include "sim/simd/component_table.hpp"
#include "sim/step_tables.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/stepping_rule.hpp"

namespace plumbline {

/// What is to be added to the guided score of chain c where `step` starts, for the paths of `block`: of shape
/// (block.size(), d), or empty for nothing.
using AddedScore = std::function<Eigen::ArrayXXd(std::size_t c, const Step<double>& step, const PathBlock& block)>;

/// Moves blocks of paths of one guided pair along steps of (27). Holds no state of a run, so threads share one engine,
/// and a block may be stopped and taken up again at any step. The pair must outlive it.
class PathEngine {
 public:
  PathEngine(const GuidedPair& pair, const NoiseSource& noise);

  /// Makes `block` the paths first_path ... first_path + n - 1, drawn from `start` at time t0.
  void start(PathBlock& block, std::int64_t first_path, std::int64_t n, Start start, Time t0) const;
  /// The tables of chains of equal length, for `advance`. Refers to the engine and to the steps.
  StepTables lay_out(std::span<const StepTables::Steps> chains) const;
  /// Runs blocks of the same paths through one chain each, all on the same noise; the first step is step number
  /// `first_step` of its chain. Returns the number of far events: path-steps at which all components of one law were
  /// more than 25 standard deviations away (harmless, but worth knowing).
  std::int64_t advance(std::span<PathBlock> blocks, const StepTables& chains, std::int64_t first_step,
                       const AddedScore& added = {}) const;
  /// The same for one block and a few steps, whose tables are used only once.
  std::int64_t advance(PathBlock& block, StepTables::Steps steps, std::int64_t first_step) const;
  /// One step with the noise given in place of the engine's own, shape (paths_per_block, d).
  std::int64_t advance_with_noise(PathBlock& block, const Step<double>& step, const Eigen::ArrayXXd& noise) const;
  /// The scores that a rule asks for on its way through a run, in their order, as steps that yield the score alone:
  /// A = 0, B = 1, S = 0; under a guidance rule that is not linear that of the base law, too, before each of them. Their tables are laid out like those of any steps.
  static std::vector<Step<double>> evaluations(const RuleRun& run);
  /// Runs a block through all steps of any rule, `scores` the tables of its evaluations, those of `chain`. The k-th
  /// normals that the rule draws are those of step k. Returns the far events of all evaluations.
  std::int64_t advance(PathBlock& block, const RuleRun& run, const StepTables& scores, std::size_t chain = 0) const;
  /// log h_t of every path, shape (block.size()).
  std::vector<double> log_cost(const PathBlock& block, double t) const;

 private:
  const GuidedPair& pair_;
  NoiseSource noise_;
  TableMaker tables_;
  TableMaker base_tables_;  ///< of the base law alone: a step without guidance needs no other exponentials
};

}  // namespace plumbline
