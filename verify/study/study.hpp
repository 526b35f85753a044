#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "results/table/table.hpp"
#include "verify/study/cells.hpp"
#include "verify/units/units.hpp"

namespace plumbline {

/// A table and the group of the results file that it goes into.
using NamedTable = std::pair<std::string, Table>;

/// A study taken apart for running: units of work, each a row in the order of the columns, and the tables that all rows
/// together make.
struct Study : Units {
  std::vector<std::uint64_t> seeds;  ///< empty where nothing is random
  std::vector<std::string> times;    ///< datasets of measured times, which a reproducible run leaves out
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

/// The tables of `study`, computed on `n_threads` threads (0: as many as the hardware has). `done` is called after each
/// row, one call at a time.
std::vector<NamedTable> run_study(const Study& study, int n_threads,
                                  const std::function<void(const std::string& unit)>& done);

}  // namespace plumbline
