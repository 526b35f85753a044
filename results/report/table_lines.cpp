#include "results/report/table_lines.hpp"

#include <algorithm>
#include <cmath>

#include "results/table/rows.hpp"

namespace plumbline {
namespace {

// "unit-pair", "w = 1", "N = 32": labels that are words speak for themselves.
std::string described(const Axis& axis, const std::string& label) {
  if (std::holds_alternative<std::vector<std::string>>(axis.values)) return label;
  return (axis.name == "steps" ? "N" : axis.name) + " = " + label;
}

void append(std::string& group, const std::string& label) { group += (group.empty() ? "" : ", ") + label; }

Block block_of(const Table& table, const Dataset& dataset) {
  Block block;
  for (const std::string& axis : dataset.axes) block.axes.push_back(table.find_axis(axis));
  return block;
}

}  // namespace

std::vector<double> numeric(const Values& values) {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) return *numbers;
  std::vector<double> result;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    for (const std::int64_t i : *integers) result.push_back(static_cast<double>(i));
  }
  return result;
}

std::vector<double> abscissa(const Table& table) { return numeric(table.axes().back().values); }

std::vector<Line> lines_of(const Table& table, const std::string& name, const std::string& curves) {
  const Dataset* dataset = table.find(name);
  if (dataset == nullptr || dataset->axes.size() != table.axes().size()) return {};
  const std::vector<double> y = numeric(dataset->values);
  const std::vector<double>* errors = errors_of(table, name);
  const Block block = block_of(table, *dataset);
  const std::size_t length = values_size(block.axes.back()->values);
  std::vector<Line> lines;
  for (std::size_t start = 0; start + length <= y.size(); start += length) {
    Line line;
    for (std::size_t axis = 0; axis + 1 < block.axes.size(); ++axis) {
      const std::string label = described(*block.axes[axis], block.label(start, axis));
      if (block.axes[axis]->name == curves) {
        line.curve = label;
      } else {
        append(line.group, label);
      }
    }
    const auto from = static_cast<std::ptrdiff_t>(start), to = static_cast<std::ptrdiff_t>(start + length);
    line.y = {y.begin() + from, y.begin() + to};
    if (errors != nullptr) line.error = {errors->begin() + from, errors->begin() + to};
    lines.push_back(std::move(line));
  }
  return lines;
}

std::map<std::string, double> by_group(const Table& table, const std::string& name) {
  std::map<std::string, double> values;
  const Dataset* dataset = table.find(name);
  if (dataset == nullptr) return values;
  const std::vector<double> numbers = numeric(dataset->values);
  const Block block = block_of(table, *dataset);
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    std::string group;
    for (std::size_t axis = 0; axis < block.axes.size(); ++axis) {
      append(group, described(*block.axes[axis], block.label(row, axis)));
    }
    values[group] = numbers[row];
  }
  return values;
}

Series series_of(const std::string& name, const std::vector<double>& x, const Line& line, int colour) {
  Series series{.name = name, .x = x, .y = line.y, .colour = colour};
  for (std::size_t i = 0; i < line.error.size(); ++i) {
    series.low.push_back(line.y[i] - line.error[i]);
    series.high.push_back(line.y[i] + line.error[i]);
  }
  return series;
}

Series size_of(Series series) {
  for (std::size_t i = 0; i < series.y.size(); ++i) {
    const double half_width = series.low.empty() ? 0.0 : (series.high[i] - series.low[i]) / 2.0;
    series.y[i] = std::abs(series.y[i]);
    if (!series.low.empty()) {
      series.low[i] = series.y[i] - half_width;
      series.high[i] = series.y[i] + half_width;
    }
  }
  return series;
}

std::vector<Chart> figures(const Table& table, const Figures& plan, const Adjust& adjust) {
  std::vector<Chart> charts;
  const std::vector<double> x = abscissa(table);
  std::map<std::string, int> n_curves;
  const std::vector<Line> lines = lines_of(table, plan.dataset, plan.curves);
  for (std::size_t i = 0; i < lines.size() && !x.empty(); ++i) {
    const Line& line = lines[i];
    Chart* chart = chart_of(charts, line.group);
    if (chart == nullptr) {
      charts.push_back({line.group, plan.what, plan.x_label, plan.y_label, plan.log_x, plan.log_y, {}});
      chart = &charts.back();
    }
    Series series = series_of(line.curve, x, line, n_curves[line.group]++);
    if (plan.log_y) series = size_of(series);
    series.line = plan.line;
    series.points = plan.points;
    // beyond the colours, and for curves without points, dashes tell curves apart
    series.dashed = plan.points ? series.colour >= kChartColours : series.colour % 2 == 1;
    chart->series.push_back(series);
    if (adjust) adjust(*chart, i);
  }
  return charts;
}

bool has_a_number(const Series& series) {
  return std::any_of(series.y.begin(), series.y.end(), [](double y) { return std::isfinite(y); });
}

void drop_empty_curves(std::vector<Chart>& charts) {
  for (Chart& chart : charts) std::erase_if(chart.series, [](const Series& series) { return !has_a_number(series); });
}

std::vector<Chart> joined(std::vector<Chart> first, const std::vector<Chart>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Chart* chart_of(std::vector<Chart>& charts, const std::string& group) {
  const auto found =
      std::find_if(charts.begin(), charts.end(), [&](const Chart& chart) { return chart.about == group; });
  return found == charts.end() ? nullptr : &*found;
}

}  // namespace plumbline
