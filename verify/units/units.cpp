#include "verify/units/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/base/out_of_reach.hpp"
#include "verify/units/ranks.hpp"

namespace plumbline {

Row named_row(const Units& work, std::size_t i, int n_threads, const StudyJournal* journal) {
  const std::string mend =
      "this row cannot be computed" + (journal == nullptr ? "" : "; the rows that are done stay in " + journal->path());
  try {
    return work.row(i, n_threads);
  } catch (const InputError& error) {
    throw InputError(error.what(), work.units[i], mend);
  } catch (const OutOfReach& error) {
    throw OutOfReach(error.reason(), error.what(), work.units[i], mend);
  }
}

std::string stored_name(const Units& units, std::size_t i) { return fmt::format("{}: {}", i, units.units[i]); }

std::vector<Row> run_units(const Units& work, const UnitRun& run) {
  if (run.ranks != nullptr && !run.ranks->leads()) work_for_leader(work, run);
  const std::vector<std::size_t> places = run.shard.places(work.units.size());
  if (run.ranks != nullptr) return lead_units(work, run, places);
  const int n_workers = thread_count(run.threads);
  const auto n_units = static_cast<std::int64_t>(places.size());
  const auto threads_per_row =
      static_cast<int>(std::max<std::int64_t>(1, n_workers / std::max<std::int64_t>(1, n_units)));
  std::vector<Row> rows;
  std::mutex one_at_a_time;
  const auto compute_unit = [&](std::int64_t index, int&) {
    const std::size_t i = places[static_cast<std::size_t>(index)];
    const auto compute = [&] {
      Row row = named_row(work, i, threads_per_row, run.journal);
      const std::lock_guard lock(one_at_a_time);
      run.done(i, row);
      return row;
    };
    return run.journal == nullptr ? compute() : run.journal->row(stored_name(work, i), compute);
  };
  const auto keep = [&](std::int64_t, Row& row) { rows.push_back(std::move(row)); };
  run_blocks_in_order(
      {n_units, n_workers, n_units}, [] { return 0; }, compute_unit, keep);
  return rows;
}

}  // namespace plumbline
