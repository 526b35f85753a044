#include "results/store/unit_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <limits>
#include <utility>
#include <variant>

#include "results/store/seal.hpp"

namespace plumbline {

Table unit_rows_table(const UnitRows& rows, const std::string& identity) {
  std::size_t width = 1;
  for (const auto& [unit, row] : rows) width = std::max(width, row.size());
  std::vector<std::string> units;
  std::vector<std::int64_t> fields(width), n_fields;
  for (std::size_t i = 0; i < width; ++i) fields[i] = static_cast<std::int64_t>(i);
  std::vector<double> values;
  for (const auto& [unit, row] : rows) {
    units.push_back(unit);
    n_fields.push_back(static_cast<std::int64_t>(row.size()));
    values.insert(values.end(), row.begin(), row.end());
    values.resize(units.size() * width, std::numeric_limits<double>::quiet_NaN());
  }
  Table table("Finished units of work", identity);
  table.add_axis({"unit", "1", "unit of work", std::move(units)});
  table.add_axis({"field", "1", "place in the row of a unit", std::move(fields)});
  table.add({"n_fields", "1", "length of the row", {"unit"}, std::move(n_fields)});
  table.add({"value", "1", "row of the unit", {"unit", "field"}, std::move(values)});
  return table;
}

std::optional<UnitRows> unit_rows_of(const Table& table) {
  const Axis* units = table.find_axis("unit");
  const Axis* fields = table.find_axis("field");
  const Dataset* lengths = table.find("n_fields");
  const Dataset* values = table.find("value");
  if (units == nullptr || fields == nullptr || lengths == nullptr || values == nullptr ||
      lengths->axes != std::vector<std::string>{"unit"} || values->axes != std::vector<std::string>{"unit", "field"}) {
    return std::nullopt;
  }
  const auto* names = std::get_if<std::vector<std::string>>(&units->values);
  const auto* n_fields = std::get_if<std::vector<std::int64_t>>(&lengths->values);
  const auto* numbers = std::get_if<std::vector<double>>(&values->values);
  if (names == nullptr || n_fields == nullptr || numbers == nullptr) return std::nullopt;
  const std::size_t width = values_size(fields->values);
  UnitRows rows;
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto length = static_cast<std::size_t>((*n_fields)[i]);
    if (length > width) return std::nullopt;
    const auto start = numbers->begin() + static_cast<std::ptrdiff_t>(i * width);
    rows[(*names)[i]] = {start, start + static_cast<std::ptrdiff_t>(length)};
  }
  return rows;
}

std::string identity_of(const std::string& settings, const Provenance& provenance) {
  const bool known = !provenance.git_dirty && provenance.git_commit != "unknown";
  if (known) return settings;
  std::ifstream program("/proc/self/exe", std::ios::binary);
  return settings + "\nprogram " + seal_of(program);
}

bool same_inputs(const Provenance& a, const Provenance& b) {
  return a.seeds == b.seeds && a.git_commit == b.git_commit && a.compiler == b.compiler && a.flags == b.flags &&
         a.cases == b.cases;
}

}  // namespace plumbline
