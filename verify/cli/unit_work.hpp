#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "results/store/journal.hpp"
#include "verify/cli/exit_status.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/units/units.hpp"

namespace plumbline {

/// How a command speaks of its units, and what tells it apart from others.
struct UnitTask {
  std::string name;                    ///< "error-vs-n", "verify"
  std::string settings;                ///< all that the rows depend on besides cases, seeds and build
  std::string noun = "rows";           ///< what its units yield
  StudyJournal::Readable readable{};   ///< tables for who looks at an interrupted run
};

/// The units of a command, computed as its options ask: with progress, on some threads, one shard or all, on from where
/// an earlier run of the same command was stopped, and with last words on an interrupt.
///
///     UnitWork work(task, units, options, output.provenance());
///     const std::vector<Row> rows = work.compute();
///     if (options.shard) return work.deliver_shard(output, *rows);
///     ... output.store(tables of the rows) ...
///     work.finish();
class UnitWork {
 public:
  /// InputError for a shard without a unit.
  UnitWork(UnitTask task, const Units& units, const RunOptions& options, Provenance provenance);

  /// The rows of all units, or of the shard.
  std::vector<Row> compute();
  /// For a shard: puts its rows into the results file, and says so.
  ExitStatus deliver_shard(RunOutput& output, const std::vector<Row>& rows);
  /// The results are in place: nothing is left to go on from.
  void finish();

 private:
  /// What all ranks must have in common.
  std::string identity() const;
  void say_farewell() const;

  UnitTask task_;
  const Units& units_;
  const RunOptions& options_;
  Provenance provenance_;
  Shard shard_;
  std::size_t n_units_;  ///< of the shard
  std::atomic<std::size_t> n_done_ = 0;
  std::optional<StudyJournal> journal_;
  std::optional<Farewell> farewell_;
};

}  // namespace plumbline
