#include "sim/coupling/score_errors.hpp"

#include <algorithm>
#include <cmath>

#include "sim/path_engine.hpp"
#include "sim/run_plan.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/ordered_blocks.hpp"

namespace plumbline {
namespace {

/// Both sums over the squared errors along the paths of a block, shape (paths_per_block).
struct Sums {
  Eigen::ArrayXd squared_size = Eigen::ArrayXd::Zero(paths_per_block);
  Eigen::ArrayXd path_kl = Eigen::ArrayXd::Zero(paths_per_block);
};

ErrorPaths nothing(Eigen::Index dimension) {
  ErrorPaths paths;
  paths.coordinate.resize(static_cast<std::size_t>(dimension));
  return paths;
}

/// What the paths of one block did under one error, against those under the first.
ErrorPaths summarise(const PathBlock& block, const std::vector<double>& log_cost, const Sums& sums,
                     const PathBlock& first, const std::vector<double>& first_log_cost) {
  ErrorPaths paths = nothing(block.dimension());
  for (Eigen::Index i = 0; i < block.size(); ++i) {
    const auto path = static_cast<std::size_t>(i);
    const double cost = std::exp(log_cost[path]);
    paths.squared_size.add(sums.squared_size[i]);
    paths.path_kl.add(sums.path_kl[i]);
    paths.cost.add(cost);
    paths.cost_change.add(cost - std::exp(first_log_cost[path]));
    paths.squared_distance.add((block.y().row(i) - first.y().row(i)).square().sum());
    for (Eigen::Index j = 0; j < block.dimension(); ++j) {
      paths.coordinate[static_cast<std::size_t>(j)].add(block.at(j, i));
    }
  }
  return paths;
}

}  // namespace

void ErrorPaths::merge(const ErrorPaths& other) {
  for (Moments ErrorPaths::*part : {&ErrorPaths::squared_size, &ErrorPaths::path_kl, &ErrorPaths::cost,
                                    &ErrorPaths::cost_change, &ErrorPaths::squared_distance}) {
    (this->*part).merge(other.*part);
  }
  for (std::size_t j = 0; j < coordinate.size(); ++j) coordinate[j].merge(other.coordinate[j]);
}

std::vector<ErrorPaths> run_score_errors(const GuidedPair& pair, const Chain& chain,
                                         std::span<const GuidedScoreError> errors, const EnsembleOptions& options) {
  const std::vector<Step<double>> steps = make_steps<double>(chain, pair);
  const double tend = chain.grid.last().value;
  require_runnable(pair, steps.size(), options);
  require_density(pair, tend, "ensemble");
  if (errors.empty()) throw InputError("no score errors", "coupled score errors", "give at least one, or an empty one");
  const PathEngine engine(pair, {options.seed, options.stream, options.fault});
  const std::vector<StepTables::Steps> chains(errors.size(), steps);
  const StepTables tables = engine.lay_out(chains);
  std::vector<ErrorPaths> total(errors.size(), nothing(pair.dimension()));
  const auto n_steps = static_cast<double>(steps.size());
  run_blocks_in_order(
      {block_count(options), thread_count(options.threads)}, [&] { return std::vector<PathBlock>(errors.size()); },
      [&](std::int64_t b, std::vector<PathBlock>& blocks) {
        const auto [first, n] = block_paths(options, b);
        engine.start(blocks.front(), first, n, chain.start, chain.grid.first());
        std::fill(blocks.begin() + 1, blocks.end(), blocks.front());
        std::vector<Sums> sums(errors.size());
        engine.advance(blocks, tables, 0, [&](std::size_t c, const Step<double>& step, const PathBlock& block) {
          if (!errors[c]) return Eigen::ArrayXXd();
          Eigen::ArrayXXd error = errors[c](step, block.y().topRows(block.size()));
          const Eigen::ArrayXd square = error.square().rowwise().sum();
          const double ratio = step.B / step.S;
          sums[c].squared_size.head(block.size()) += square / n_steps;
          sums[c].path_kl.head(block.size()) += 0.5 * ratio * ratio * square;
          return error;
        });
        std::vector<std::vector<double>> log_cost;
        for (const PathBlock& block : blocks) log_cost.push_back(engine.log_cost(block, tend));
        std::vector<ErrorPaths> parts;
        for (std::size_t c = 0; c < errors.size(); ++c) {
          parts.push_back(summarise(blocks[c], log_cost[c], sums[c], blocks.front(), log_cost.front()));
        }
        return parts;
      },
      [&](std::int64_t, const std::vector<ErrorPaths>& parts) {
        for (std::size_t c = 0; c < parts.size(); ++c) total[c].merge(parts[c]);
      });
  return total;
}

}  // namespace plumbline
