#include "results/table/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plumbline {

std::string number_text(double x) {
  constexpr double largest_whole = 1e9;
  if (std::isnan(x)) return "-";
  const bool whole = x == std::round(x) && std::abs(x) < largest_whole;
  return whole ? fmt::format("{:.0f}", x) : fmt::format("{:.6g}", x);
}

std::string value_text(double value, double error) {
  if (std::isnan(value)) return "-";
  if (!std::isfinite(value) || !(error > 0.0)) return fmt::format("{:.10g}", value);
  if (!std::isfinite(error)) return fmt::format("{:.3g} +- inf", value);
  const int last_place = static_cast<int>(std::floor(std::log10(error))) - 1;
  const int first_place = value == 0.0 ? last_place : static_cast<int>(std::floor(std::log10(std::abs(value))));
  if (last_place >= -9 && last_place <= 0 && first_place < 9) {
    return fmt::format("{0:.{2}f} +- {1:.{2}f}", value, error, -last_place);
  }
  return fmt::format("{:.{}e} +- {:.1e}", value, std::clamp(first_place - last_place, 1, 16), error);
}

std::string element_text(const Values& column, std::size_t i) {
  struct Text {
    std::size_t i;
    std::string operator()(const std::vector<double>& values) const { return number_text(values[i]); }
    std::string operator()(const std::vector<std::int64_t>& values) const { return std::to_string(values[i]); }
    std::string operator()(const std::vector<std::string>& values) const { return values[i]; }
  };
  return std::visit(Text{i}, column);
}

std::string Block::label(std::size_t row, std::size_t axis) const {
  for (std::size_t faster = axes.size() - 1; faster > axis; --faster) row /= values_size(axes[faster]->values);
  return element_text(axes[axis]->values, row % values_size(axes[axis]->values));
}

std::vector<std::string> Block::labels(std::size_t row) const {
  std::vector<std::string> labels;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) labels.push_back(label(row, axis));
  return labels;
}

std::vector<Block> blocks(const Table& table) {
  std::vector<Block> blocks;
  for (const Dataset& dataset : table.datasets()) {
    std::vector<const Axis*> axes;
    for (const std::string& name : dataset.axes) axes.push_back(table.find_axis(name));
    auto block = std::find_if(blocks.begin(), blocks.end(), [&](const Block& b) { return b.axes == axes; });
    if (block == blocks.end()) block = blocks.insert(block, {axes, {}, values_size(dataset.values)});
    block->datasets.push_back(&dataset);
  }
  return blocks;
}

bool is_companion(const Table& table, const std::string& name) {
  for (const char* suffix : {"_error", "_not_finite", "_m2", "_m3", "_m4", "_min", "_max"}) {
    const std::string_view end(suffix);
    if (name.ends_with(end) && table.find(name.substr(0, name.size() - end.size())) != nullptr) return true;
  }
  return false;
}

const std::vector<double>* errors_of(const Table& table, const std::string& name) {
  const Dataset* values = table.find(name);
  const Dataset* errors = table.find(name + "_error");
  if (values == nullptr || errors == nullptr || errors->axes != values->axes) return nullptr;
  return std::get_if<std::vector<double>>(&errors->values);
}

Cells cells_of(const Table& table, const Block& block) {
  Cells cells(1);
  for (const Axis* axis : block.axes) cells[0].push_back(axis->name);
  std::vector<const Dataset*> shown;
  for (const Dataset* dataset : block.datasets) {
    if (!is_companion(table, dataset->name)) shown.push_back(dataset);
  }
  for (const Dataset* dataset : shown) {
    cells[0].push_back(dataset->name + (dataset->units == "1" ? "" : " [" + dataset->units + "]"));
  }
  for (std::size_t row = 0; row < block.n_rows; ++row) {
    cells.push_back(block.labels(row));
    for (const Dataset* dataset : shown) {
      const auto* values = std::get_if<std::vector<double>>(&dataset->values);
      const std::vector<double>* errors = errors_of(table, dataset->name);
      cells.back().push_back(values != nullptr && errors != nullptr ? value_text((*values)[row], (*errors)[row])
                                                                    : element_text(dataset->values, row));
    }
  }
  constexpr std::size_t widest_row = 12;
  if (block.n_rows > 1 || cells[0].size() <= widest_row) return cells;
  Cells upright{{"entry", "value"}};
  for (std::size_t i = 0; i < cells[0].size(); ++i) upright.push_back({cells[0][i], cells[1][i]});
  return upright;
}

}  // namespace plumbline
