#include <algorithm>
#include <limits>
#include <optional>

#include "verify/law_report/law_views.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// What a table keeps of one entry.
struct Cell {
  double number = no_number;
  double error = no_number;
  std::string text;  ///< of a string, or the reason why there is no number
  enum class Kind { truth, number, value, text, missing } kind = Kind::missing;
};

Cell cell_of(const Value& value) {
  if (!value.is_known()) return {no_number, no_number, value.how, Cell::Kind::missing};
  return {value.value, value.error, "", Cell::Kind::value};
}

Cell cell_of(const Content& content) {
  if (const auto* truth = std::get_if<bool>(&content)) return {*truth ? 1.0 : 0.0, no_number, "", Cell::Kind::truth};
  if (const auto* whole = std::get_if<std::int64_t>(&content)) {
    return {static_cast<double>(*whole), no_number, "", Cell::Kind::number};
  }
  if (const auto* number = std::get_if<double>(&content)) return {*number, no_number, "", Cell::Kind::number};
  if (const auto* text = std::get_if<std::string>(&content)) return {no_number, no_number, *text, Cell::Kind::text};
  if (const auto* missing = std::get_if<NotKnown>(&content)) {
    return {no_number, no_number, missing->why, Cell::Kind::missing};
  }
  return cell_of(std::get<Value>(content));
}

template <class T, class Convert>
std::vector<T> column(const std::vector<Cell>& cells, const Convert& convert) {
  std::vector<T> values;
  for (const Cell& cell : cells) values.push_back(static_cast<T>(convert(cell)));
  return values;
}

/// The same entry of one or several objects: `name`, and `name_error` or `name_why` where some have one.
void add_entry(Table& table, const Field& field, const std::string& name, const std::vector<Cell>& cells,
               const std::vector<std::string>& axes) {
  const auto count = [&](Cell::Kind kind) {
    return std::count_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.kind == kind; });
  };
  const auto all = static_cast<std::ptrdiff_t>(cells.size());
  Dataset dataset{name, field.unit, field.meaning, axes, {}};
  if (count(Cell::Kind::text) == all) {
    dataset.values = column<std::string>(cells, [](const Cell& cell) { return cell.text; });
  } else if (count(Cell::Kind::truth) == all) {
    dataset.values = column<std::int64_t>(cells, [](const Cell& cell) { return cell.number; });
  } else {
    dataset.values = column<double>(cells, [](const Cell& cell) { return cell.number; });
  }
  table.add(dataset);
  if (count(Cell::Kind::value) > 0) {
    table.add({name + "_error", field.unit, "error of " + name, axes,
               column<double>(cells, [](const Cell& cell) { return cell.error; })});
  }
  if (count(Cell::Kind::missing) > 0) {
    table.add({name + "_why", "1", "why " + name + " is not known", axes,
               column<std::string>(cells, [](const Cell& cell) { return cell.text; })});
  }
}

void add_powers(Table& table, const std::vector<Fields>& powers) {
  std::vector<double> q;
  for (const Fields& fields : powers) q.push_back(std::get<double>(fields.front().content));
  table.add_axis({"power", "1", "q of E J^q", q});
  const auto cells = [&](const std::string& key) {
    std::vector<Cell> result;
    for (const Fields& fields : powers) {
      const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.key == key; });
      result.push_back(found == fields.end() ? Cell{} : cell_of(found->content));
    }
    return result;
  };
  for (std::size_t i = 1; i < powers.front().size(); ++i) {
    const Field& field = powers.front()[i];
    add_entry(table, field, "power_" + field.key, cells(field.key), {"case", "power"});
  }
}

void add_coordinates(Table& table, const Field& field, const std::string& name, const std::vector<Value>& values) {
  std::vector<std::int64_t> coordinates;
  std::vector<Cell> cells;
  for (const Value& value : values) {
    coordinates.push_back(static_cast<std::int64_t>(coordinates.size()) + 1);
    cells.push_back(cell_of(value));
  }
  table.add_axis({"coordinate", "1", "coordinate of the state", coordinates});
  add_entry(table, field, name, cells, {"case", "coordinate"});
}

void add_fields(Table& table, const Fields& fields, const std::string& prefix) {
  for (const Field& field : fields) {
    const std::string name = prefix + field.key;
    if (name == "case") continue;
    if (const auto* nested = std::get_if<Fields>(&field.content)) {
      add_fields(table, *nested, name + "_");
    } else if (const auto* powers = std::get_if<std::vector<Fields>>(&field.content)) {
      add_powers(table, *powers);
    } else if (const auto* values = std::get_if<std::vector<Value>>(&field.content)) {
      add_coordinates(table, field, name, *values);
    } else {
      add_entry(table, field, name, {cell_of(field.content)}, {"case"});
    }
  }
}

}  // namespace

Table law_table(const LawReport& report) {
  Table table("Law of a chain (27)");
  table.add_axis({"case", "1", "data law", std::vector<std::string>{report.case_name}});
  add_fields(table, fields_of(report), "");
  return table;
}

}  // namespace plumbline
