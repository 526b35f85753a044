#include "verify/study/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/base/out_of_reach.hpp"

namespace plumbline {

Study study_of(TableStudy description) {
  const auto table = std::make_shared<const TableStudy>(std::move(description));
  const auto layout = std::make_shared<const RowLayout>(table->axes, table->inner, table->columns);
  Study study;
  study.seeds = table->seeds;
  study.times = table->times;
  for (std::size_t unit = 0; unit < product_of(table->axes); ++unit) {
    study.units.push_back(Place(table->axes, unit).told());
  }
  study.row = [table, layout](std::size_t unit, int n_threads) {
    return layout->row(table->measure(Place(table->axes, unit), n_threads));
  };
  study.tables = [table, layout](const std::vector<Row>& rows) {
    Table filled(table->title);
    const Columns columns = layout->columns(rows);
    layout->fill(filled, columns);
    if (table->derive) table->derive(filled, columns);
    std::vector<NamedTable> tables{{table->group, filled}};
    if (table->more) {
      for (NamedTable& another : table->more(columns)) tables.push_back(std::move(another));
    }
    return tables;
  };
  return study;
}

Study joined(std::vector<Study> parts) {
  Study whole;
  for (const Study& part : parts) {
    whole.units.insert(whole.units.end(), part.units.begin(), part.units.end());
    whole.times.insert(whole.times.end(), part.times.begin(), part.times.end());
    for (const std::uint64_t seed : part.seeds) {
      if (std::find(whole.seeds.begin(), whole.seeds.end(), seed) == whole.seeds.end()) whole.seeds.push_back(seed);
    }
  }
  const auto all = std::make_shared<const std::vector<Study>>(std::move(parts));
  whole.row = [all](std::size_t unit, int n_threads) {
    auto part = all->begin();
    for (; unit >= part->units.size(); ++part) unit -= part->units.size();
    return part->row(unit, n_threads);
  };
  whole.tables = [all](const std::vector<Row>& rows) {
    std::vector<NamedTable> tables;
    auto first = rows.begin();
    for (const Study& part : *all) {
      const auto last = first + static_cast<std::ptrdiff_t>(part.units.size());
      for (NamedTable& table : part.tables({first, last})) tables.push_back(std::move(table));
      first = last;
    }
    return tables;
  };
  return whole;
}

namespace {

/// The row, or an InputError that says which one cannot be computed; what is done stays.
Row named_row(const Study& study, std::size_t i, int n_threads, const StudyJournal* journal) {
  const std::string mend =
      "this row cannot be computed" + (journal == nullptr ? "" : "; the rows that are done stay in " + journal->path());
  try {
    return study.row(i, n_threads);
  } catch (const InputError& error) {
    throw InputError(error.what(), study.units[i], mend);
  } catch (const OutOfReach& error) {
    throw OutOfReach(error.reason(), error.what(), study.units[i], mend);
  }
}

}  // namespace

std::vector<Row> run_study(const Study& study, int n_threads, StudyJournal* journal,
                           const std::function<void(const std::string& unit)>& done) {
  const int n_workers = thread_count(n_threads);
  const auto n_units = static_cast<std::int64_t>(study.units.size());
  const auto threads_per_row =
      static_cast<int>(std::max<std::int64_t>(1, n_workers / std::max<std::int64_t>(1, n_units)));
  std::vector<Row> rows;
  std::mutex one_at_a_time;
  const auto work = [&](std::int64_t index, int&) {
    const auto i = static_cast<std::size_t>(index);
    const auto compute = [&] {
      Row row = named_row(study, i, threads_per_row, journal);
      const std::lock_guard lock(one_at_a_time);
      done(study.units[i]);
      return row;
    };
    return journal == nullptr ? compute() : journal->row(fmt::format("{}: {}", i, study.units[i]), compute);
  };
  const auto keep = [&](std::int64_t, Row& row) { rows.push_back(std::move(row)); };
  run_blocks_in_order(
      {n_units, n_workers}, [] { return 0; }, work, keep);
  return rows;
}

}  // namespace plumbline
