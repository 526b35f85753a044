#include "results/report/selection.hpp"

#include <algorithm>
#include <map>

#include "results/report/escape.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

template <class Names>
bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Puts a name that was asked for and is nowhere into one line with those that are there.
void require_known(const std::vector<std::string>& asked, const std::vector<std::string>& known,
                   const std::string& option) {
  std::string all;
  for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
  for (const std::string& name : asked) {
    if (!contains(known, name)) throw InputError("\"" + name + "\" is not in the file", option, "there are: " + all);
  }
}

// The datasets that are asked for, in that order.
void select_columns(Block& block, const std::vector<std::string>& columns) {
  if (columns.empty()) return;
  std::vector<const Dataset*> chosen;
  for (const std::string& column : columns) {
    const auto found = std::find_if(block.datasets.begin(), block.datasets.end(),
                                    [&](const Dataset* dataset) { return dataset->name == column; });
    if (found != block.datasets.end()) chosen.push_back(*found);
  }
  block.datasets = chosen;
}

/// Column number `pivot` of the axes becomes columns: one for each of its labels and each dataset.
Cells pivoted(const Cells& cells, std::size_t pivot, std::size_t n_axes) {
  const std::size_t n_datasets = cells[0].size() - n_axes;
  std::vector<std::string> labels;
  std::vector<std::vector<std::string>> keys;
  std::map<std::vector<std::string>, std::map<std::string, std::size_t>> rows;
  for (std::size_t row = 1; row < cells.size(); ++row) {
    std::vector<std::string> key(cells[row].begin(), cells[row].begin() + static_cast<std::ptrdiff_t>(n_axes));
    const std::string label = key[pivot];
    key.erase(key.begin() + static_cast<std::ptrdiff_t>(pivot));
    if (!contains(labels, label)) labels.push_back(label);
    if (!rows.contains(key)) keys.push_back(key);
    rows[key][label] = row;
  }
  Cells wide(1, std::vector<std::string>(cells[0].begin(), cells[0].begin() + static_cast<std::ptrdiff_t>(n_axes)));
  wide[0].erase(wide[0].begin() + static_cast<std::ptrdiff_t>(pivot));
  for (std::size_t k = 0; k < n_datasets; ++k) {
    for (const std::string& label : labels) {
      wide[0].push_back(n_datasets == 1 ? label : cells[0][n_axes + k] + ", " + label);
    }
  }
  for (const std::vector<std::string>& key : keys) {
    wide.push_back(key);
    for (std::size_t k = 0; k < n_datasets; ++k) {
      for (const std::string& label : labels) {
        const auto found = rows[key].find(label);
        wide.back().push_back(found == rows[key].end() ? "" : cells[found->second][n_axes + k]);
      }
    }
  }
  return wide;
}

}  // namespace

std::vector<const std::pair<std::string, Table>*> selected_tables(const Results& results, const ShowOptions& options) {
  std::vector<const std::pair<std::string, Table>*> chosen;
  std::vector<std::string> tables, columns, axes;
  for (const auto& entry : results.tables) {
    tables.push_back(entry.first);
    if (!options.tables.empty() && !contains(options.tables, entry.first)) continue;
    chosen.push_back(&entry);
    for (const Axis& axis : entry.second.axes()) axes.push_back(axis.name);
    for (const Dataset& dataset : entry.second.datasets()) columns.push_back(dataset.name);
  }
  require_known(options.tables, tables, "--table");
  require_known(options.columns, columns, "--columns");
  if (!options.pivot.empty()) require_known({options.pivot}, axes, "--pivot");
  return chosen;
}

std::vector<List> selected_lists(const Table& table, const ShowOptions& options, const CellStyle& style) {
  constexpr std::size_t longest = 200;
  constexpr std::size_t beginning = 20;
  const bool beginnings = options.format == ShowFormat::text && options.shown == Shown::beginnings;
  std::vector<List> lists;
  for (Block& block : blocks(table)) {
    select_columns(block, options.columns);
    if (block.datasets.empty()) continue;
    const auto pivot = std::find_if(block.axes.begin(), block.axes.end(),
                                    [&](const Axis* axis) { return axis->name == options.pivot; });
    CellStyle of_block = style;
    if (pivot != block.axes.end()) {
      const auto place = static_cast<std::size_t>(pivot - block.axes.begin());
      lists.push_back({pivoted(cells_of(table, block, of_block), place, block.axes.size()), block.axes.size() - 1});
      continue;
    }
    if (beginnings && block.n_rows > longest) of_block.n_rows = beginning;
    List list{cells_of(table, block, of_block), block.axes.size()};
    list.n_left_out = block.n_rows + 1 - list.cells.size();
    lists.push_back(std::move(list));
  }
  return lists;
}

}  // namespace plumbline
