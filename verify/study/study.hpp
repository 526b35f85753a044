#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "results/store/journal.hpp"
#include "results/table/table.hpp"
#include "verify/study/cells.hpp"

namespace plumbline {

/// A table and the group of the results file that it goes into.
using NamedTable = std::pair<std::string, Table>;

/// A study taken apart for running: units of work, each a row of numbers that depends on its place alone, and the
/// tables that all rows together make.
struct Study {
  std::vector<std::string> units;    ///< what each unit is: "unit-pair ddpm N = 64"
  std::vector<std::uint64_t> seeds;  ///< empty where nothing is random
  std::vector<std::string> times;    ///< datasets of measured times, which a reproducible run leaves out
  /// The row of a unit, on at most `n_threads` threads of its own. Called from several threads at once.
  std::function<Row(std::size_t unit, int n_threads)> row;
  /// From all rows, in the order of `units`.
  std::function<std::vector<NamedTable>(const std::vector<Row>& rows)> tables;
};

/// A study as its author writes it: axes, a measure, columns. The units, their names, the places that they stand for
/// and the axes of the table follow from these.
struct TableStudy {
  std::string group;  ///< of the results file
  std::string title;
  std::vector<StudyAxis> axes{};   ///< a unit is one place in their product
  std::vector<StudyAxis> inner{};  ///< and yields cells for every place in the product of these
  std::vector<StudyColumn> columns{};
  std::function<UnitCells(const Place& at, int n_threads)> measure{};
  std::function<void(Table& table, const Columns& columns)> derive{};     ///< adds what follows from all rows
  std::function<std::vector<NamedTable>(const Columns& columns)> more{};  ///< further tables
  std::vector<std::uint64_t> seeds{};
  std::vector<std::string> times{};
};

Study study_of(TableStudy description);

/// One study of several: the units of all, one part after another, and the tables of all.
Study joined(std::vector<Study> parts);

/// The rows of `study`, computed on `n_threads` threads (0: as many as the hardware has).
///
/// Rows that `journal` holds are taken from it; every other is stored there as soon as it is done, so a killed run
/// loses at most the rows that its threads were at. A null journal stores nothing. `done` is called after each row that
/// was computed, one call at a time. When a row throws InputError the journal is removed: the study cannot be finished.
std::vector<Row> run_study(const Study& study, int n_threads, StudyJournal* journal,
                           const std::function<void(const std::string& unit)>& done);

}  // namespace plumbline
