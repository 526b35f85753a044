#include "results/store/journal.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include "results/store/file.hpp"
#include "results/store/output_error.hpp"
#include "results/store/seal.hpp"

namespace plumbline {
namespace {

constexpr char kGroup[] = "finished_units";

// A commit says what was built only where nothing has changed since; elsewhere the program itself does.
std::string build_of(const Provenance& provenance) {
  const bool known = !provenance.git_dirty && provenance.git_commit != "unknown";
  if (known) return "";
  std::ifstream program("/proc/self/exe", std::ios::binary);
  return "\nprogram " + seal_of(program);
}

bool same_inputs(const Provenance& a, const Provenance& b) {
  return a.seeds == b.seeds && a.git_commit == b.git_commit && a.compiler == b.compiler && a.flags == b.flags &&
         a.cases == b.cases;
}

}  // namespace

StudyJournal::StudyJournal(const std::string& results_path, const std::string& identity, Provenance provenance)
    : path_(results_path + ".partial"), identity_(identity + build_of(provenance)), provenance_(std::move(provenance)) {
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
  const Table* table = results.find(kGroup);
  if (table == nullptr || table->command() != identity_ || !same_inputs(results.provenance, provenance_)) {
    throw foreign("is the partial file of another study, or of another case, seed or build");
  }
  const Axis* units = table->find_axis("unit");
  const Axis* fields = table->find_axis("field");
  const Dataset* lengths = table->find("n_fields");
  const Dataset* values = table->find("value");
  if (units == nullptr || fields == nullptr || lengths == nullptr || values == nullptr ||
      lengths->axes != std::vector<std::string>{"unit"} || values->axes != std::vector<std::string>{"unit", "field"}) {
    throw foreign("is no partial file of a study");
  }
  const auto* names = std::get_if<std::vector<std::string>>(&units->values);
  const auto* n_fields = std::get_if<std::vector<std::int64_t>>(&lengths->values);
  const auto* numbers = std::get_if<std::vector<double>>(&values->values);
  if (names == nullptr || n_fields == nullptr || numbers == nullptr) throw foreign("is no partial file of a study");
  const std::size_t width = values_size(fields->values);
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto length = static_cast<std::size_t>((*n_fields)[i]);
    if (length > width) throw foreign("is no partial file of a study");
    const auto start = numbers->begin() + static_cast<std::ptrdiff_t>(i * width);
    rows_[(*names)[i]] = {start, start + static_cast<std::ptrdiff_t>(length)};
  }
}

void StudyJournal::save() const {
  std::size_t width = 1;
  for (const auto& [unit, row] : rows_) width = std::max(width, row.size());
  std::vector<std::string> units;
  std::vector<std::int64_t> fields(width), n_fields;
  for (std::size_t i = 0; i < width; ++i) fields[i] = static_cast<std::int64_t>(i);
  std::vector<double> values;
  for (const auto& [unit, row] : rows_) {
    units.push_back(unit);
    n_fields.push_back(static_cast<std::int64_t>(row.size()));
    values.insert(values.end(), row.begin(), row.end());
    values.resize(units.size() * width, std::numeric_limits<double>::quiet_NaN());
  }
  Table table("Finished units of a study", identity_);
  table.add_axis({"unit", "1", "unit of work", std::move(units)});
  table.add_axis({"field", "1", "place in the row of a unit", std::move(fields)});
  table.add({"n_fields", "1", "length of the row", {"unit"}, std::move(n_fields)});
  table.add({"value", "1", "row of the unit", {"unit", "field"}, std::move(values)});
  ResultFile file = ResultFile::create(path_, provenance_);
  file.write(table, kGroup);
  file.finish_partial();
}

const std::vector<double>& StudyJournal::row(const std::string& unit,
                                             const std::function<std::vector<double>()>& compute) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = rows_.find(unit);
    if (found != rows_.end()) return found->second;
  }
  std::vector<double> row = compute();
  const std::lock_guard lock(mutex_);
  const auto stored = rows_.emplace(unit, std::move(row)).first;
  save();
  return stored->second;
}

std::size_t StudyJournal::n_rows() const {
  const std::lock_guard lock(mutex_);
  return rows_.size();
}

std::size_t StudyJournal::stop() const {
  mutex_.lock();
  return rows_.size();
}

void StudyJournal::remove() const {
  std::error_code ignored;  // it may never have existed
  std::filesystem::remove(path_, ignored);
}

}  // namespace plumbline
