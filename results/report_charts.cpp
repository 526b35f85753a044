#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "results/report.hpp"
#include "results/rows.hpp"

// Which figures a table becomes. A missing dataset leaves its curve out, never the page.

namespace plumbline {
namespace {

// One line of a dataset: all but its last axis fixed.
struct Line {
  std::vector<std::string> labels;  ///< along the axes before the last
  std::vector<double> y, error;
};

std::vector<double> numeric(const Values& values) {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) return *numbers;
  std::vector<double> result;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    for (const std::int64_t i : *integers) result.push_back(static_cast<double>(i));
  }
  return result;
}

// The lines of dataset `name`; empty if the table lacks it or it has other axes than all those of the table.
std::vector<Line> lines_of(const Table& table, const std::string& name) {
  const Dataset* dataset = table.find(name);
  if (dataset == nullptr || dataset->axes.size() != table.axes().size()) return {};
  const std::vector<double> y = numeric(dataset->values);
  const std::vector<double>* errors = errors_of(table, name);
  Block block;
  for (const std::string& axis : dataset->axes) block.axes.push_back(table.find_axis(axis));
  const std::size_t length = values_size(block.axes.back()->values);
  std::vector<Line> lines;
  for (std::size_t start = 0; start + length <= y.size(); start += length) {
    Line line{block.labels(start), {}, {}};
    line.labels.pop_back();
    const auto from = static_cast<std::ptrdiff_t>(start), to = static_cast<std::ptrdiff_t>(start + length);
    line.y = {y.begin() + from, y.begin() + to};
    if (errors != nullptr) line.error = {errors->begin() + from, errors->begin() + to};
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<double> x_of(const Table& table) { return numeric(table.axes().back().values); }

Series series_of(const std::string& name, const std::vector<double>& x, const Line& line, int colour) {
  Series series{.name = name, .x = x, .y = line.y, .colour = colour};
  for (std::size_t i = 0; i < line.error.size(); ++i) {
    series.low.push_back(line.y[i] - line.error[i]);
    series.high.push_back(line.y[i] + line.error[i]);
  }
  return series;
}

// Errors against the number of steps are signed; a logarithmic axis shows their size.
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

// The fitted power law N^-order over its range, through the centre of its points, with the band of the order's
// interval.
Series fit_of(const Series& points, double order, double error, double first, double last) {
  Series fit{.name = points.name,
             .x = {},
             .y = {},
             .points = false,
             .dashed = true,
             .colour = points.colour,
             .in_legend = false};
  double log_x = 0.0, log_y = 0.0, n = 0.0;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    if (points.x[i] < first || points.x[i] > last || !(points.y[i] > 0.0) || !std::isfinite(points.y[i])) continue;
    log_x += std::log(points.x[i]);
    log_y += std::log(points.y[i]);
    fit.x.push_back(points.x[i]);
    n += 1.0;
  }
  for (const double x : fit.x) {
    const double from_centre = std::log(x) - log_x / n;
    fit.y.push_back(std::exp(log_y / n + -order * from_centre));
    fit.low.push_back(fit.y.back() * std::exp(-std::abs(error * from_centre)));
    fit.high.push_back(fit.y.back() * std::exp(std::abs(error * from_centre)));
  }
  return fit;
}

// What is known of an order along [case, scheme].
struct Orders {
  std::vector<double> order, error, first, last;
};

Orders orders_of(const Table& table, const std::string& measure, std::size_t n_lines) {
  const auto column = [&](const std::string& name) {
    const Dataset* dataset = table.find(measure + name);
    std::vector<double> values = dataset == nullptr ? std::vector<double>() : numeric(dataset->values);
    values.resize(n_lines, std::nan(""));
    return values;
  };
  return {column("_order"), column("_order_error"), column("_first"), column("_last")};
}

std::vector<Chart> error_vs_n(const Table& table) {
  struct Measure {
    const char *dataset, *label;
  };
  constexpr Measure measures[] = {{"weak_error", "weak error, size"},
                                  {"tv", "total variation"},
                                  {"kl", "Kullback-Leibler divergence"},
                                  {"w1", "Wasserstein-1 distance"},
                                  {"w2", "Wasserstein-2 distance"}};
  std::vector<Chart> charts;
  const std::vector<double> x = x_of(table);
  for (const auto& [dataset, label] : measures) {
    const std::vector<Line> lines = lines_of(table, dataset);
    const std::vector<Line> bounds =
        std::string(dataset) == "kl" ? lines_of(table, "path_kl_bound") : std::vector<Line>();
    const Orders orders = orders_of(table, dataset, lines.size());
    int colour = 0;
    std::vector<Series> bounds_of_chart;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].labels.empty()) continue;
      const std::string title = lines[i].labels[0] + ": " + label;
      if (charts.empty() || charts.back().title != title) {
        charts.push_back({title, "steps N", label, true, true, {}});
        colour = 0;
      }
      Series points = size_of(series_of(lines[i].labels.back(), x, lines[i], colour));
      points.line = false;
      if (std::isfinite(orders.order[i])) {
        points.name += ", order " + value_text(orders.order[i], orders.error[i]);
        const Series fit = fit_of(points, orders.order[i], orders.error[i], orders.first[i], orders.last[i]);
        if (!fit.x.empty()) charts.back().series.push_back(fit);
      }
      charts.back().series.push_back(points);
      if (i < bounds.size()) {
        Series bound = series_of("bound by the path KL", x, bounds[i], colour);
        bound.points = false;
        bound.in_legend = colour == 0;
        bounds_of_chart.push_back(bound);
      }
      ++colour;
      if (i + 1 == lines.size() || lines[i + 1].labels[0] != lines[i].labels[0]) {  // bounds last, in the legend too
        std::vector<Series>& series = charts.back().series;
        series.insert(series.end(), bounds_of_chart.begin(), bounds_of_chart.end());
        bounds_of_chart.clear();
      }
    }
  }
  return charts;
}

// One chart a case and label, its curves the datasets named.
struct Curve {
  const char *dataset, *name;
  bool line;
};
std::vector<Chart> by_case(const Table& table, const std::string& what, const std::string& x_label,
                           const std::string& y_label, bool log_x, bool log_y, const std::vector<Curve>& curves) {
  std::vector<Chart> charts;
  const std::vector<double> x = x_of(table);
  int colour = 0;
  for (const Curve& curve : curves) {
    for (const Line& line : lines_of(table, curve.dataset)) {
      if (std::none_of(line.y.begin(), line.y.end(), [](double y) { return std::isfinite(y); })) continue;
      std::string title;
      for (const std::string& label : line.labels) title += label + ": ";
      title += what;
      auto chart = std::find_if(charts.begin(), charts.end(), [&](const Chart& c) { return c.title == title; });
      if (chart == charts.end()) chart = charts.insert(chart, {title, x_label, y_label, log_x, log_y, {}});
      Series series = series_of(curve.name, x, line, colour);
      if (log_y) series = size_of(series);
      series.line = curve.line;
      series.points = !curve.line || curves.size() == 1;  // a theory line beside measured points needs none
      chart->series.push_back(series);
    }
    ++colour;
  }
  return charts;
}

// One chart for the labels of all axes but the last two, one curve for each label of the last but one.
std::vector<Chart> by_label(const Table& table, const char* dataset, const std::string& what,
                            const std::string& x_label, bool log) {
  std::vector<Chart> charts;
  const std::vector<double> x = x_of(table);
  int colour = 0;
  for (const Line& line : lines_of(table, dataset)) {
    if (line.labels.size() < 2) continue;
    std::string title;
    for (std::size_t i = 0; i + 1 < line.labels.size(); ++i) title += line.labels[i] + ": ";
    title += what;
    if (charts.empty() || charts.back().title != title) {
      charts.push_back({title, x_label, what, log, log, {}});
      colour = 0;
    }
    Series series = series_of(line.labels.back(), x, line, colour++);
    if (log) series = size_of(series);
    series.points = log;
    series.dashed = !log && series.colour % 2 == 1;  // curves without points differ by more than their colours
    charts.back().series.push_back(series);
  }
  return charts;
}

// Error against the time that it took: both are datasets.
std::vector<Chart> work_precision(const Table& table) {
  std::vector<Chart> charts = by_label(table, "error", "error", "seconds", true);
  const std::vector<Line> seconds = lines_of(table, "seconds");
  std::size_t i = 0;
  for (Chart& chart : charts) {
    for (Series& series : chart.series) {
      if (i < seconds.size()) series.x = seconds[i].y;
      ++i;
    }
  }
  return charts;
}

template <class... Lists>
std::vector<Chart> joined(std::vector<Chart> first, const Lists&... rest) {
  (first.insert(first.end(), rest.begin(), rest.end()), ...);
  return first;
}

}  // namespace

std::vector<Chart> charts_of(const std::string& name, const Table& table) {
  if (table.axes().empty()) return {};
  std::vector<Chart> charts;
  if (name == "error_vs_n") charts = error_vs_n(table);
  if (name == "guidance_scale") {
    charts = by_case(table, "samples that improved", "guidance scale w", "fraction", true, false,
                     {{"fraction_improved", "fraction with larger p(c | Y)", true}});
    for (Chart& chart : charts) chart.y_shown = {0.0, 1.0};
    charts = joined(charts,
                    by_case(table, "mean of -1/p(c | Y)", "guidance scale w", "mean", true, false,
                            {{"exact_negative_cost", "exact law", true},
                             {"mean_negative_cost", "Monte Carlo, one standard error", false}}));
  }
  if (name == "score_error") {
    charts = joined(by_label(table, "tv", "total variation", "score error", true),
                    by_label(table, "tv_ratio", "total variation / bound", "score error", true),
                    by_label(table, "expected_cost", "expected cost", "score error", true));
  }
  if (name == "schedule") {
    charts = joined(by_label(table, "weak_error", "weak error, size", "steps N", true),
                    by_label(table, "kl", "Kullback-Leibler divergence", "steps N", true));
  }
  if (name == "density") charts = by_label(table, "density", "density", "y", false);
  if (name == "work_precision") charts = work_precision(table);
  std::erase_if(charts, [](const Chart& chart) { return chart.empty(); });
  return charts;
}

}  // namespace plumbline
