#include "sim/ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/improvement.hpp"
#include "sim/path_engine.hpp"
#include "sim/run_plan.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/ordered_blocks.hpp"

namespace plumbline {
namespace {

EnsembleSummary empty_summary(Eigen::Index dimension, const HistogramGrid& grid) {
  const auto d = static_cast<std::size_t>(dimension);
  EnsembleSummary summary;
  summary.coordinate.resize(d);
  summary.square.resize(d);
  if (grid.bins > 0) summary.histogram.assign(d, Histogram(grid));
  return summary;
}

EnsembleSummary summarise(const PathBlock& block, std::span<const double> log_cost, const HistogramGrid& grid) {
  EnsembleSummary summary = empty_summary(block.dimension(), grid);
  for (std::int64_t i = 0; i < block.size(); ++i) {
    const double log_h = log_cost[static_cast<std::size_t>(i)];
    summary.log_cost.add(log_h);
    summary.cost.add(std::exp(log_h));
    summary.probability.add(std::exp(-log_h));
    for (std::size_t j = 0; j < summary.coordinate.size(); ++j) {
      const double y = block.at(static_cast<Eigen::Index>(j), i);
      summary.coordinate[j].add(y);
      summary.square[j].add(y * y);
      if (!summary.histogram.empty()) summary.histogram[j].add(y);
    }
  }
  return summary;
}

/// The times at which a run starts and ends, and its start.
struct RunEnds {
  Time t0;
  Time tend;
  Start start;
};

RunEnds ends_of(const Transitions& run) { return {run.t0, run.tend, run.start}; }
RunEnds ends_of(const RuleRun& run) { return {run.grid.first(), run.grid.last(), run.start}; }

std::vector<Step<double>> steps_of(const Transitions& run) { return run.steps; }
std::vector<Step<double>> steps_of(const RuleRun& run) { return PathEngine::evaluations(run); }

std::int64_t advance(const PathEngine& engine, PathBlock& block, const Transitions&, const StepTables& tables) {
  return engine.advance({&block, 1}, tables, 0);
}
std::int64_t advance(const PathEngine& engine, PathBlock& block, const RuleRun& run, const StepTables& tables) {
  return engine.advance(block, run, tables);
}

/// finish(engine, block, far_events) makes of every finished block what `take` is handed in order. Run is Transitions
/// or RuleRun.
template <class Run, class Finish, class Take>
void finish_paths(const GuidedPair& pair, const Run& run, const EnsembleOptions& options, const Finish& finish,
                  const Take& take) {
  const std::vector<Step<double>> all = steps_of(run);
  require_runnable(pair, all.size(), options);
  const PathEngine engine(pair, {options.seed, options.stream, options.fault});
  const StepTables::Steps steps = all;
  const StepTables tables = engine.lay_out({&steps, 1});
  const RunEnds ends = ends_of(run);
  run_blocks_in_order(
      {block_count(options), thread_count(options.threads)}, [] { return PathBlock(); },
      [&](std::int64_t b, PathBlock& block) {
        const auto [first, n] = block_paths(options, b);
        engine.start(block, first, n, ends.start, ends.t0);
        const std::int64_t far_events = advance(engine, block, run, tables);
        return finish(engine, block, far_events);
      },
      [&](std::int64_t, const auto& finished) { take(finished); });
}

template <class Run>
EnsembleSummary summary_of(const GuidedPair& pair, const Run& run, const EnsembleOptions& options) {
  const double tend = ends_of(run).tend.value;
  require_density(pair, tend, "ensemble");
  EnsembleSummary total = empty_summary(pair.dimension(), options.histogram);
  finish_paths(
      pair, run, options,
      [&](const PathEngine& engine, const PathBlock& block, std::int64_t far_events) {
        EnsembleSummary part = summarise(block, engine.log_cost(block, tend), options.histogram);
        part.far_events = far_events;
        return part;
      },
      [&](const EnsembleSummary& part) { total.merge(part); });
  return total;
}

template <class Run>
void hand_over_states(const GuidedPair& pair, const Run& run, const EnsembleOptions& options, const TakeStates& take) {
  using Finished = std::pair<std::int64_t, Eigen::MatrixXd>;
  finish_paths(
      pair, run, options,
      [](const PathEngine&, const PathBlock& block, std::int64_t) {
        return Finished{block.first_path(), block.states()};
      },
      [&](const Finished& finished) { take(finished.first, finished.second); });
}

template <class Run>
void hand_over_samples(const GuidedPair& pair, const Run& run, const EnsembleOptions& options,
                       const std::function<void(const Sample&)>& take) {
  const double tend = ends_of(run).tend.value;
  require_density(pair, tend, "ensemble");
  finish_paths(
      pair, run, options,
      [tend](const PathEngine& engine, const PathBlock& block, std::int64_t far_events) {
        std::vector<double> cost = engine.log_cost(block, tend);
        for (double& J : cost) J = std::exp(J);
        return Sample{block.first_path(), block.states(), std::move(cost), far_events};
      },
      take);
}

/// All runs on the same noise; Run is Transitions or RuleRun.
std::int64_t advance_all(const PathEngine& engine, std::span<PathBlock> blocks, std::span<const Transitions>,
                         const StepTables& tables) {
  return engine.advance(blocks, tables, 0);
}
std::int64_t advance_all(const PathEngine& engine, std::span<PathBlock> blocks, std::span<const RuleRun> runs,
                         const StepTables& tables) {
  std::int64_t n_far = 0;
  for (std::size_t c = 0; c < runs.size(); ++c) n_far += engine.advance(blocks[c], runs[c], tables, c);
  return n_far;
}

/// The guided runs and after them the unguided one.
template <class Run>
std::vector<Run> runs_with(std::span<const Run> guided, const Run& unguided) {
  std::vector<Run> runs(guided.begin(), guided.end());
  runs.push_back(unguided);
  return runs;
}

template <class Run>
std::vector<CoupledSummary> coupled_summaries(const GuidedPair& pair, const std::vector<Run>& runs,
                                              const EnsembleOptions& options, const TakeLogCosts& take) {
  const RunEnds ends = ends_of(runs.back());
  const double tend = ends.tend.value;
  std::vector<std::vector<Step<double>>> steps;
  for (const Run& run : runs) steps.push_back(steps_of(run));
  require_runnable(pair, steps.back().size(), options);
  require_density(pair, tend, "ensemble");
  std::vector<StepTables::Steps> chains;
  for (const auto& of_run : steps) {
    if (of_run.size() != steps.back().size()) {
      throw InputError("chains of different length cannot share each step's noise", "coupled ensemble",
                       "give chains on the same grid");
    }
    chains.emplace_back(of_run);
  }
  const PathEngine engine(pair, {options.seed, options.stream, options.fault});
  const StepTables tables = engine.lay_out(chains);
  const CostOrder order(pair);
  CoupledSummary nothing;
  nothing.guided = nothing.unguided = empty_summary(pair.dimension(), options.histogram);
  std::vector<CoupledSummary> total(runs.size() - 1, nothing);
  run_blocks_in_order(
      {block_count(options), thread_count(options.threads)}, [&] { return std::vector<PathBlock>(chains.size()); },
      [&](std::int64_t b, std::vector<PathBlock>& blocks) {
        const auto [first, n] = block_paths(options, b);
        engine.start(blocks.front(), first, n, ends.start, ends.t0);
        std::fill(blocks.begin() + 1, blocks.end(), blocks.front());
        const std::int64_t far_events = advance_all(engine, blocks, runs, tables);
        const std::vector<double> log_0 = engine.log_cost(blocks.back(), tend);
        const CostOrder::Levels levels_0 = order.levels(blocks.back(), tend);
        const EnsembleSummary of_unguided = summarise(blocks.back(), log_0, options.histogram);
        std::vector<std::pair<CoupledSummary, std::vector<double>>> parts(runs.size() - 1);
        for (std::size_t c = 0; c < parts.size(); ++c) {
          auto& [part, log_w] = parts[c];
          log_w = engine.log_cost(blocks[c], tend);
          const CostOrder::Levels levels_w = order.levels(blocks[c], tend);
          part.guided = summarise(blocks[c], log_w, options.histogram);
          part.unguided = of_unguided;
          part.n = n;
          part.far_events = far_events;
          for (std::size_t i = 0; i < log_w.size(); ++i) {
            const Outcome outcome = order.compare(levels_w, levels_0, i);
            part.improved += outcome == Outcome::better ? 1 : 0;
            part.worse += outcome == Outcome::worse ? 1 : 0;
            part.cost_difference.add(std::exp(log_w[i]) - std::exp(log_0[i]));
          }
        }
        return parts;
      },
      [&](std::int64_t, const auto& parts) {
        for (std::size_t c = 0; c < parts.size(); ++c) {
          total[c].merge(parts[c].first);
          if (take) take(c, parts[c].second);
        }
      });
  return total;
}

}  // namespace

void EnsembleSummary::merge(const EnsembleSummary& other) {
  far_events += other.far_events;
  cost.merge(other.cost);
  log_cost.merge(other.log_cost);
  probability.merge(other.probability);
  for (std::size_t j = 0; j < coordinate.size(); ++j) {
    coordinate[j].merge(other.coordinate[j]);
    square[j].merge(other.square[j]);
  }
  for (std::size_t j = 0; j < histogram.size(); ++j) histogram[j].merge(other.histogram[j]);
}

void CoupledSummary::merge(const CoupledSummary& other) {
  guided.merge(other.guided);
  unguided.merge(other.unguided);
  cost_difference.merge(other.cost_difference);
  far_events += other.far_events;
  n += other.n;
  improved += other.improved;
  worse += other.worse;
}

EnsembleSummary run_ensemble(const GuidedPair& pair, const Transitions& run, const EnsembleOptions& options) {
  return summary_of(pair, run, options);
}

EnsembleSummary run_ensemble(const GuidedPair& pair, const RuleRun& run, const EnsembleOptions& options) {
  return summary_of(pair, run, options);
}

EnsembleSummary run_ensemble(const GuidedPair& pair, const Chain& chain, const EnsembleOptions& options) {
  if (!is_all_steps(chain)) return summary_of(pair, make_ensemble_run(chain, pair), options);
  return summary_of(pair, make_transitions(chain, pair), options);
}

std::vector<CoupledSummary> run_coupled(const GuidedPair& pair, std::span<const Transitions> guided,
                                        const Transitions& unguided, const EnsembleOptions& options,
                                        const TakeLogCosts& take) {
  return coupled_summaries(pair, runs_with(guided, unguided), options, take);
}

std::vector<CoupledSummary> run_coupled(const GuidedPair& pair, std::span<const RuleRun> guided,
                                        const RuleRun& unguided, const EnsembleOptions& options,
                                        const TakeLogCosts& take) {
  return coupled_summaries(pair, runs_with(guided, unguided), options, take);
}

CoupledSummary run_coupled(const GuidedPair& pair, const Transitions& guided, const Transitions& unguided,
                           const EnsembleOptions& options) {
  return run_coupled(pair, std::span(&guided, 1), unguided, options).front();
}

void sample_paths(const GuidedPair& pair, const Transitions& run, const EnsembleOptions& options,
                  const TakeStates& take) {
  hand_over_states(pair, run, options, take);
}

void sample_paths(const GuidedPair& pair, const RuleRun& run, const EnsembleOptions& options, const TakeStates& take) {
  hand_over_states(pair, run, options, take);
}

void sample_paths_with_cost(const GuidedPair& pair, const Chain& chain, const EnsembleOptions& options,
                            const std::function<void(const Sample&)>& take) {
  if (!is_all_steps(chain)) return hand_over_samples(pair, make_ensemble_run(chain, pair), options, take);
  hand_over_samples(pair, make_transitions(chain, pair), options, take);
}

}  // namespace plumbline
