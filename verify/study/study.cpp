#include "verify/study/study.hpp"

#include <algorithm>
#include <memory>
#include <utility>

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

std::vector<NamedTable> run_study(const Study& study, int n_threads,
                                  const std::function<void(const std::string& unit)>& done) {
  UnitRun run;
  run.threads = n_threads;
  run.done = [&](std::size_t unit, const Row&) { done(study.units[unit]); };
  return study.tables(run_units(study, run));
}

}  // namespace plumbline
