#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "sim/simd/component_table.hpp"
#include "theory/problem/chain.hpp"

namespace plumbline {

/// The component tables of chains of one pair. A table depends on the time of a step, and on whether the step is guided
/// at all (one that is not needs the exponentials of the base law alone), so chains on one grid share theirs. They are
/// made beforehand, once for all blocks of paths, as long as they fit into 32 MB; later ones are made when asked for.
/// Immutable after construction, so threads share one.
class StepTables {
 public:
  using Table = ComponentTable<double>;
  using Steps = std::span<const Step<double>>;

  StepTables(const TableMaker& guided, const TableMaker& unguided, std::span<const Steps> chains);

  std::size_t n_chains() const { return chains_.size(); }
  std::size_t n_steps() const { return chains_.front().size(); }
  const Step<double>& step(std::size_t chain, std::size_t n) const { return chains_[chain][n]; }
  /// The table of step n of a chain; made in `scratch` if it was not made before.
  const Table& table(std::size_t chain, std::size_t n, Table& scratch) const;

 private:
  const TableMaker& maker(const Step<double>& step) const { return step.omega == 0.0 ? unguided_ : guided_; }

  const TableMaker& guided_;
  const TableMaker& unguided_;
  std::vector<Steps> chains_;
  std::map<std::pair<double, bool>, Table> made_;
  std::vector<std::vector<const Table*>> tables_;  ///< [chain][n], null where none was made
};

}  // namespace plumbline
