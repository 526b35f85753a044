#include "results/table/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/table/number_text.hpp"

namespace plumbline {

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

namespace {

// The cells of one dataset of a block.
class CellColumn {
 public:
  CellColumn(const Table& table, const Dataset& dataset, const CellStyle& style)
      : dataset_(dataset), style_(style), errors_(style.errors_apart ? nullptr : errors_of(table, dataset.name)) {}

  std::string cell(std::size_t row) const {
    const auto* numbers = std::get_if<std::vector<double>>(&dataset_.values);
    if (numbers == nullptr) {
      const bool text = std::holds_alternative<std::vector<std::string>>(dataset_.values);
      return styled(text ? style_.text : style_.number, element_text(dataset_.values, row));
    }
    const double x = (*numbers)[row];
    if (errors_ != nullptr) return styled(style_.number, value_text(x, (*errors_)[row], style_.digits));
    if (style_.errors_apart) return styled(style_.number, fmt::format("{}", x));
    return styled(style_.number, style_.digits > 0 ? value_text(x, 0.0, style_.digits) : number_text(x));
  }

  static std::string styled(std::string (*style)(const std::string&), const std::string& text) {
    return style == nullptr ? text : style(text);
  }

 private:
  const Dataset& dataset_;
  const CellStyle& style_;
  const std::vector<double>* errors_;
};

}  // namespace

Cells cells_of(const Table& table, const Block& block, const CellStyle& style) {
  std::vector<CellColumn> columns;
  Cells cells(1);
  for (const Axis* axis : block.axes) cells[0].push_back(axis->name);
  for (const Dataset* dataset : block.datasets) {
    const bool error = style.errors_apart && dataset->name.ends_with("_error");
    if (is_companion(table, dataset->name) && !error) continue;
    columns.emplace_back(table, *dataset, style);
    cells[0].push_back(dataset->name + (dataset->units == "1" ? "" : " [" + dataset->units + "]"));
  }
  for (std::string& name : cells[0]) name = CellColumn::styled(style.text, name);
  for (std::size_t row = 0; row < std::min(block.n_rows, style.n_rows); ++row) {
    cells.emplace_back();
    for (std::size_t axis = 0; axis < block.axes.size(); ++axis) {
      const bool text = std::holds_alternative<std::vector<std::string>>(block.axes[axis]->values);
      cells.back().push_back(CellColumn::styled(text ? style.text : style.number, block.label(row, axis)));
    }
    for (const CellColumn& column : columns) cells.back().push_back(column.cell(row));
  }
  return cells;
}

Cells upright(const Cells& cells) {
  Cells upright{{"entry", "value"}};
  for (std::size_t i = 0; i < cells[0].size(); ++i) upright.push_back({cells[0][i], cells[1][i]});
  return upright;
}

Cells upright_if_long(Cells cells) {
  constexpr std::size_t widest_row = 12;
  return cells.size() == 2 && cells[0].size() > widest_row ? upright(cells) : cells;
}

}  // namespace plumbline
