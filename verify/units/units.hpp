#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "results/store/journal.hpp"
#include "verify/units/shard.hpp"

namespace plumbline {

/// What a unit of work yields, as the journal keeps it bit for bit and ranks send it: plain numbers.
using Row = std::vector<double>;

/// Work taken apart: units, each a row of numbers that depends on its place alone.
struct Units {
  std::vector<std::string> units;  ///< what each unit is: "unit-pair ddpm N = 64"
  /// The row of a unit, on at most `n_threads` threads of its own. Called from several threads at once.
  std::function<Row(std::size_t unit, int n_threads)> row;
};

class Ranks;

/// Who does which units, and who is told.
struct UnitRun {
  int threads = 0;                  ///< 0: as many as the hardware has
  Shard shard{};                    ///< of all units, those that are done here
  StudyJournal* journal = nullptr;  ///< null stores nothing
  /// Told of each unit that was computed, with its row, one call at a time, before the row is stored.
  std::function<void(std::size_t unit, const Row& row)> done = [](std::size_t, const Row&) {};

  Ranks* ranks = nullptr;  ///< those that share the work (ranks.hpp); null: this process is alone
  std::string identity{};  ///< what the rows depend on; must be the same on all ranks
  double patience = 60.0;  ///< seconds at one unit after which a rank is told of, by:
  std::function<void(int rank, const std::string& unit, double seconds)> waits = [](int, const std::string&, double) {};
};

/// The name under which the journal and shards keep the row of unit i.
std::string stored_name(const Units& units, std::size_t i);

/// The row of a unit; InputError and OutOfReach name the unit.
Row named_row(const Units& work, std::size_t i, int n_threads, const StudyJournal* journal);

/// The rows of the units of the shard, in order: the same for any number of threads and of ranks. On a worker it does
/// what the leader hands out and ends with Dismissed.
///
/// Rows that the journal holds are taken from it; every other is stored there as soon as it is done, so a killed run
/// loses at most the rows that its threads were at. A unit that throws InputError or OutOfReach ends the run with one
/// that names the unit.
std::vector<Row> run_units(const Units& work, const UnitRun& run);

}  // namespace plumbline
