#include <algorithm>
#include <cmath>

#include "results/report/report_charts.hpp"
#include "results/report/table_lines.hpp"
#include "results/table/rows.hpp"

// Errors against the number of steps, with fitted orders and the bound.

namespace plumbline {
namespace {

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

// The numbers of a column that has one for each line; NaN where the table lacks it.
std::vector<double> column(const Table& table, const std::string& name, std::size_t n_lines) {
  const Dataset* dataset = table.find(name);
  std::vector<double> values = dataset == nullptr ? std::vector<double>() : numeric(dataset->values);
  values.resize(n_lines, std::nan(""));
  return values;
}

// Points, each curve with its fit and its bound.
std::vector<Chart> charts_of_measure(const Table& table, const std::string& curves, const Measure& measure) {
  const std::string name = measure.dataset;
  const std::vector<Line> bounds = name == "kl" ? lines_of(table, "path_kl_bound", curves) : std::vector<Line>();
  const std::size_t n_lines = lines_of(table, name, curves).size();
  const auto order = column(table, name + "_order", n_lines), error = column(table, name + "_order_error", n_lines);
  const auto first = column(table, name + "_first", n_lines), last = column(table, name + "_last", n_lines);
  const std::vector<double> x = abscissa(table);
  const Figures plan{measure.dataset, bounds.empty() ? measure.label : measure.label + " and its bound", curves,
                     "steps N", measure.label};
  std::vector<Chart> charts = figures(table, plan, [&](Chart& chart, std::size_t i) {
    Series& points = chart.series.back();
    const int colour = points.colour;
    if (std::isfinite(order[i])) {
      points.line = false;
      points.name += ", order " + value_text(order[i], error[i]);
      const Series fit = fit_of(points, order[i], error[i], first[i], last[i]);
      if (!fit.x.empty()) chart.series.insert(chart.series.end() - 1, fit);
    }
    if (i < bounds.size()) {
      Series bound = series_of("bound by the path KL", x, bounds[i], colour);
      bound.points = false;
      bound.in_legend = colour == 0;
      chart.series.push_back(bound);
    }
  });
  for (Chart& chart : charts) {  // bounds last, in the legend too
    std::stable_partition(chart.series.begin(), chart.series.end(),
                          [](const Series& series) { return series.points || series.dashed; });
  }
  return charts;
}

}  // namespace

std::vector<Chart> error_charts(const Table& table, const std::string& curves, const std::vector<Measure>& measures) {
  std::vector<Chart> charts;
  for (const Measure& measure : measures) {
    const std::vector<Chart> some = charts_of_measure(table, curves, measure);
    charts.insert(charts.end(), some.begin(), some.end());
  }
  return charts;
}

}  // namespace plumbline
