#include <algorithm>
#include <cmath>
#include <map>

#include "results/report/report_charts.hpp"
#include "results/report/table_lines.hpp"
#include "results/table/rows.hpp"

// What guidance of a reward does, with true and learned scores.

namespace plumbline {
namespace {

using Charts = std::vector<Chart>;

// Widens a range about its middle.
void widen(std::vector<double>& range, double span) {
  const auto [least, most] = std::minmax_element(range.begin(), range.end());
  const double middle = (*least + *most) / 2.0;
  range = {middle - span / 2.0, middle + span / 2.0};
}

// At most four labels of an axis: the first, and others up to the last.
std::vector<std::string> some_labels(const Table& table, const std::string& name) {
  std::vector<std::string> labels;
  const Axis* axis = table.find_axis(name);
  if (axis == nullptr) return labels;
  const std::size_t n = values_size(axis->values), most = std::min<std::size_t>(n, 4);
  for (std::size_t k = 0; k < most; ++k) {
    labels.push_back(name + " = " + element_text(axis->values, most == 1 ? 0 : k * (n - 1) / (most - 1)));
  }
  return labels;
}

}  // namespace

std::vector<Chart> reward_charts(const Table& table) {
  const char* w = "guidance scale w";
  Charts means = figures(table, {"mean_reward", "Mean reward", "source", w, "mean reward", false, false});
  Charts gains = figures(table, {"gain", "Gain over w = 0", "source", w, "gain", false, false});
  for (Charts* charts : {&means, &gains}) {
    for (Chart& chart : *charts) {
      for (Series& series : chart.series) series.name += " scores";
    }
  }
  drop_empty_curves(means);
  drop_empty_curves(gains);
  // R2 is over [case, w]: a table of its own within this one
  const Dataset* r2 = table.find("r2_gain");
  if (r2 != nullptr && r2->axes.size() == 2) {
    const std::vector<double> y = numeric(r2->values), x = abscissa(table);
    for (std::size_t i = 0; i < gains.size() && (i + 1) * x.size() <= y.size(); ++i) {
      const auto from = y.begin() + static_cast<std::ptrdiff_t>(i * x.size());
      gains[i].series.push_back({.name = "R2, along the paths",
                                 .x = x,
                                 .y = {from, from + static_cast<std::ptrdiff_t>(x.size())},
                                 .points = false,
                                 .dashed = true,
                                 .colour = kChartColours - 1});
    }
  }
  return joined(means, gains);
}

// States in the plane, a chart for some scales: all of a case over the same window, of one unit both ways.
std::vector<Chart> reward_state_charts(const Table& table) {
  const std::vector<std::string> scales = some_labels(table, "w");
  struct Window {
    std::vector<double> x, y;
  };
  std::map<std::string, Window> windows;  // by case
  const auto case_of = [](const std::string& about) { return about.substr(0, about.find(", ")); };
  Charts charts;
  for (const Line& point : lines_of(table, "end_state", "state")) {
    const bool shown = std::any_of(scales.begin(), scales.end(),
                                   [&](const std::string& scale) { return point.group.ends_with(", " + scale); });
    if (!shown || point.y.size() != 2 || !std::isfinite(point.y[0]) || !std::isfinite(point.y[1])) continue;
    Chart* chart = chart_of(charts, point.group);
    if (chart == nullptr) {
      charts.push_back({point.group, "End states", "first coordinate", "second coordinate"});
      chart = &charts.back();
      chart->series.push_back({.name = "states", .x = {}, .y = {}, .line = false, .in_legend = false, .small = true});
    }
    chart->series[0].x.push_back(point.y[0]);
    chart->series[0].y.push_back(point.y[1]);
    windows[case_of(point.group)].x.push_back(point.y[0]);
    windows[case_of(point.group)].y.push_back(point.y[1]);
  }
  for (auto& [name, window] : windows) {
    const auto span = [](const std::vector<double>& range) {
      const auto [least, most] = std::minmax_element(range.begin(), range.end());
      return *most - *least;
    };
    const double height = std::max(span(window.y), span(window.x) / kChartAspect);
    widen(window.x, height * kChartAspect);
    widen(window.y, height);
  }
  for (Chart& chart : charts) {
    chart.x_shown = windows[case_of(chart.about)].x;
    chart.y_shown = windows[case_of(chart.about)].y;
  }
  return charts;
}

std::vector<Chart> reward_density_charts(const Table& table) {
  Charts charts = figures(table, {"end_density", "Laws at the end", "w", "y", "density", false, false, true, false});
  const std::vector<std::string> scales = some_labels(table, "w");
  for (Chart& chart : charts) {
    std::erase_if(chart.series, [&](const Series& series) {
      return std::find(scales.begin(), scales.end(), series.name) == scales.end();
    });
    for (std::size_t k = 0; k < chart.series.size(); ++k) {
      chart.series[k].colour = static_cast<int>(k);
      chart.series[k].dashed = k % 2 == 1;
    }
  }
  return charts;
}

std::vector<Chart> learned_distance_charts(const Table& table) {
  const Dataset* order = table.find("order");
  const std::vector<double>* error = errors_of(table, "order");
  const auto* orders = order == nullptr ? nullptr : std::get_if<std::vector<double>>(&order->values);
  const Dataset* limit = table.find("square_of_limit");
  const std::vector<double> of_limit = limit == nullptr ? std::vector<double>() : numeric(limit->values);
  const std::vector<Line> predicted = lines_of(table, "predicted", "features");
  return figures(
      table, {"square_distance", "Learned scores", "features", "samples", "mean squared distance", true, true, false},
      [&](Chart& chart, std::size_t i) {
        Series& points = chart.series.back();
        if (orders != nullptr && i < orders->size()) {
          points.name += ", order " + value_text((*orders)[i], error == nullptr ? 0.0 : (*error)[i]);
        }
        if (i >= predicted.size() || i >= of_limit.size()) return;
        Series line{.name = "predicted",
                    .x = points.x,
                    .y = predicted[i].y,
                    .points = false,
                    .dashed = true,
                    .colour = points.colour,
                    .in_legend = false};
        for (double& y : line.y) y += of_limit[i];
        chart.series.push_back(line);
      });
}

}  // namespace plumbline
