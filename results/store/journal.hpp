#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "results/store/provenance.hpp"
#include "results/store/unit_rows.hpp"
#include "results/table/table.hpp"

namespace plumbline {

/// What a long run has finished so far, kept in `OUT.partial` beside its results file OUT, so that a run killed at any
/// moment goes on where it stopped.
///
///     StudyJournal journal("study.h5", "error-vs-n unit-pair steps=32..8192", provenance);
///     for (unit) row = journal.row(name_of(unit), [&] { return compute(unit); });
///     ... build the tables from the rows, ResultFile::finish() ...
///     journal.remove();
///
/// A unit of work has a name, unique in the run, and yields a row of numbers, kept bit for bit. Each finished unit
/// replaces the file in one step (a valid results file, marked incomplete), which costs a few milliseconds: make units
/// of at least a tenth of a second. Any thread may ask for rows; a kill loses no more than what each of them was at.
class StudyJournal {
 public:
  /// `settings` say all that the rows depend on besides cases, seeds and build. A partial file of another identity is
  /// an OutputError: its rows would be wrong here.
  StudyJournal(const std::string& results_path, const std::string& settings, Provenance provenance);

  /// The row of `unit`: as stored, else computed and stored.
  const std::vector<double>& row(const std::string& unit, const std::function<std::vector<double>()>& compute);
  /// The row as stored; null if it is not. It stays where it is.
  const std::vector<double>* find(const std::string& unit) const;
  /// Stores rows that have been computed elsewhere; those of units that are there already change nothing.
  void put(UnitRows rows);
  /// Rows stored by now.
  std::size_t n_rows() const;
  /// Stores nothing more, for good: the process may end now. Returns the number of rows stored; rows wait for ever.
  /// `readable` makes tables of the rows for who looks at the file, if there are any.
  using Readable = std::function<std::vector<std::pair<std::string, Table>>(const UnitRows& rows)>;
  std::size_t stop(const Readable& readable = {}) const;
  const std::string& path() const { return path_; }
  /// What all rows depend on but cases, seeds and commit.
  const std::string& identity() const { return identity_; }
  /// The seeds of an interrupted run of that name and these settings by this build; none if there is no such run.
  static std::vector<std::uint64_t> seeds_left(const std::string& results_path, const std::string& settings);
  /// Removes the partial file: the results are in place.
  void remove() const;

 private:
  void load();
  void save(const std::vector<std::pair<std::string, Table>>& more = {}) const;

  mutable std::mutex mutex_;
  std::string path_;
  std::string identity_;
  Provenance provenance_;
  UnitRows rows_;
};

}  // namespace plumbline
