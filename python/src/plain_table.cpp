#include "python/src/plain_table.hpp"

#include <stdexcept>

#include "theory/base/input_error.hpp"

namespace plumbline::python {

PlainTable plain(const std::string& group, const Table& table) {
  std::vector<PlainColumn> axes;
  std::vector<std::string> all;
  for (const Axis& axis : table.axes()) {
    axes.emplace_back(axis.name, axis.units, axis.long_name, std::vector<std::string>{axis.name}, axis.values);
    all.push_back(axis.name);
  }
  std::vector<PlainColumn> datasets;
  for (const Dataset& dataset : table.datasets()) {
    datasets.emplace_back(dataset.name, dataset.units, dataset.long_name, dataset.axes.empty() ? all : dataset.axes,
                          dataset.values);
  }
  return {group, table.title(), axes, datasets};
}

std::pair<std::string, Table> table_of(const PlainTable& plain) {
  const auto& [group, title, axes, datasets] = plain;
  if (!is_identifier(group)) {
    throw InputError("\"" + group + "\" is no name of a table", "write_results", "give letters, digits, underscores");
  }
  Table table(title);
  try {
    for (const auto& [name, units, about, over, values] : axes) table.add_axis({name, units, about, values});
    for (const auto& [name, units, about, over, values] : datasets) table.add({name, units, about, over, values});
  } catch (const std::logic_error& wrong) {
    throw InputError(wrong.what(), group, "give arrays over named axes");
  }
  return {group, std::move(table)};
}

}  // namespace plumbline::python
