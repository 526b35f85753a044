#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "results/store/provenance.hpp"

namespace plumbline {

/// What a long study has finished so far, kept in `OUT.partial` beside its results file OUT, so that a run killed at
/// any moment goes on where it stopped.
///
///     StudyJournal journal("study.h5", "error-vs-n unit-pair steps=32..8192", provenance);
///     for (unit) row = journal.row(name_of(unit), [&] { return compute(unit); });
///     ... build the tables from the rows, ResultFile::finish() ...
///     journal.remove();
///
/// A unit of work has a name, unique in the study, and yields a row of numbers, kept bit for bit. Each finished unit
/// replaces the file in one step (a valid results file, marked incomplete), which costs a few milliseconds: make units
/// of at least a tenth of a second. Any thread may ask for rows; a kill loses no more than what each of them was at.
class StudyJournal {
 public:
  /// `identity` says all that the rows depend on besides cases, seeds and build. A partial file of another identity is
  /// an OutputError: its rows would be wrong here.
  StudyJournal(const std::string& results_path, const std::string& identity, Provenance provenance);

  /// The row of `unit`: as stored, else computed and stored.
  const std::vector<double>& row(const std::string& unit, const std::function<std::vector<double>()>& compute);
  /// Rows stored by now.
  std::size_t n_rows() const;
  /// Stores nothing more, for good: the process may end now. Returns the number of rows stored; rows wait for ever.
  std::size_t stop() const;
  const std::string& path() const { return path_; }
  /// Removes the partial file: the results are in place.
  void remove() const;

 private:
  void load();
  void save() const;

  mutable std::mutex mutex_;
  std::string path_;
  std::string identity_;
  Provenance provenance_;
  std::map<std::string, std::vector<double>> rows_;
};

}  // namespace plumbline
