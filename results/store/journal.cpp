#include "results/store/journal.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "results/store/file.hpp"
#include "results/store/output_error.hpp"

namespace plumbline {

StudyJournal::StudyJournal(const std::string& results_path, const std::string& settings, Provenance provenance)
    : path_(results_path + ".partial"),
      identity_(identity_of(settings, provenance)),
      provenance_(std::move(provenance)) {
  if (std::filesystem::exists(path_)) load();
}

void StudyJournal::load() {
  const auto foreign = [&](const std::string& what) {
    return OutputError(what, path_, "remove it, or give the results another name");
  };
  Results results;
  try {
    results = ResultFile::open(path_, true);
  } catch (const OutputError&) {
    throw foreign("cannot be read as the partial file of a study");
  }
  const Table* table = results.find(kUnitRowsGroup);
  if (table == nullptr || table->command() != identity_ || !same_inputs(results.provenance, provenance_)) {
    throw foreign("is the partial file of another study, or of another case, seed or build");
  }
  std::optional<UnitRows> rows = unit_rows_of(*table);
  if (!rows) throw foreign("is no partial file of a study");
  rows_ = std::move(*rows);
}

void StudyJournal::save(const std::vector<std::pair<std::string, Table>>& more) const {
  ResultFile file = ResultFile::create(path_, provenance_);
  file.write(unit_rows_table(rows_, identity_), kUnitRowsGroup);
  for (const auto& [group, table] : more) file.write(table, group);
  file.finish_partial();
}

const std::vector<double>& StudyJournal::row(const std::string& unit,
                                             const std::function<std::vector<double>()>& compute) {
  if (const std::vector<double>* stored = find(unit)) return *stored;
  put({{unit, compute()}});
  return *find(unit);
}

const std::vector<double>* StudyJournal::find(const std::string& unit) const {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(unit);
  return found == rows_.end() ? nullptr : &found->second;
}

void StudyJournal::put(UnitRows rows) {
  const std::lock_guard lock(mutex_);
  rows_.merge(rows);
  save();
}

std::size_t StudyJournal::n_rows() const {
  const std::lock_guard lock(mutex_);
  return rows_.size();
}

std::size_t StudyJournal::stop(const Readable& readable) const {
  mutex_.lock();
  if (readable && !rows_.empty()) save(readable(rows_));
  return rows_.size();
}

std::vector<std::uint64_t> StudyJournal::seeds_left(const std::string& results_path, const std::string& settings) {
  try {
    const Results left = ResultFile::open(results_path + ".partial", true);
    const Table* table = left.find(kUnitRowsGroup);
    const Provenance here = provenance_now("", left.provenance.cases, left.provenance.seeds);
    if (table != nullptr && table->command() == identity_of(settings, here) && same_inputs(left.provenance, here)) {
      return left.provenance.seeds;
    }
  } catch (const OutputError&) {  // there is none, or it is damaged
  }
  return {};
}

void StudyJournal::remove() const {
  std::error_code ignored;  // it may never have existed
  std::filesystem::remove(path_, ignored);
}

}  // namespace plumbline
