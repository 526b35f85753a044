#include <algorithm>
#include <cmath>
#include <limits>

#include "results/report/report_charts.hpp"
#include "results/report/table_places.hpp"

// Pictures of laws and samples: densities over the plane, states in it, histograms.

namespace plumbline {
namespace {

using Numbers = std::vector<double>;

// A density over a grid, row by row upwards.
struct Field {
  Numbers x, y, values;
  double at(std::size_t column, std::size_t row) const { return values[row * x.size() + column]; }
  double highest() const {
    double highest = 0.0;
    for (const double value : values) highest = std::isfinite(value) ? std::max(highest, value) : highest;
    return highest;
  }
};

Field field_at(const Table& table, const Figure& figure, Places places) {
  const std::vector<std::string>& axes = table.find(figure.y)->axes;
  const Axis* x = table.find_axis(axes[axes.size() - 1]);
  const Axis* y = table.find_axis(axes[axes.size() - 2]);
  Field field{numeric(x->values), numeric(y->values), {}};
  for (std::size_t row = 0; row < field.y.size(); ++row) {
    places[y->name] = row;
    const Numbers line = numbers_at(table, figure.y, places, x);
    field.values.insert(field.values.end(), line.begin(), line.end());
  }
  return field;
}

// Every so many columns and rows, so that the picture stays small; equal neighbours in a row are one tile.
std::vector<Tile> tiles_of(const Field& field) {
  constexpr std::size_t most_cells = 48;
  constexpr double n_levels = 12.0;
  const std::size_t column_step = (field.x.size() - 1) / most_cells + 1,
                    row_step = (field.y.size() - 1) / most_cells + 1;
  const double highest = field.highest();
  std::vector<Tile> tiles;
  for (std::size_t row = 0; row + row_step < field.y.size() && highest > 0.0; row += row_step) {
    double last = 0.0;
    for (std::size_t column = 0; column + column_step < field.x.size(); column += column_step) {
      const double value = field.at(column + column_step / 2, row + row_step / 2);
      const double level = std::isfinite(value) ? std::round(n_levels * value / highest) / n_levels : 0.0;
      const double right = field.x[column + column_step];
      if (level > 0.0 && level == last) {
        tiles.back().x1 = right;
      } else if (level > 0.0) {
        tiles.push_back({field.x[column], field.y[row], right, field.y[row + row_step], level});
      }
      last = level;
    }
  }
  return tiles;
}

// Marching squares: where a contour crosses the edges of a cell, in pairs.
std::vector<Segment> contour_of(const Field& field, double level) {
  std::vector<Segment> segments;
  for (std::size_t row = 0; row + 1 < field.y.size(); ++row) {
    for (std::size_t column = 0; column + 1 < field.x.size(); ++column) {
      const std::size_t corners[5][2] = {
          {column, row}, {column + 1, row}, {column + 1, row + 1}, {column, row + 1}, {column, row}};
      std::vector<std::pair<double, double>> crossings;
      for (int k = 0; k < 4; ++k) {
        const double a = field.at(corners[k][0], corners[k][1]), b = field.at(corners[k + 1][0], corners[k + 1][1]);
        if ((a < level) == (b < level) || !std::isfinite(a + b)) continue;
        const double u = (level - a) / (b - a);
        crossings.emplace_back((1.0 - u) * field.x[corners[k][0]] + u * field.x[corners[k + 1][0]],
                               (1.0 - u) * field.y[corners[k][1]] + u * field.y[corners[k + 1][1]]);
      }
      for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
        segments.push_back({crossings[k].first, crossings[k].second, crossings[k + 1].first, crossings[k + 1].second});
      }
    }
  }
  return segments;
}

Chart empty_chart(const Figure& figure, const Panel& panel) {
  return {panel.label, figure.title, figure.x_label, figure.y_label};
}

// Widens a range about its middle.
void widen(Numbers& range, double span) {
  const auto [least, most] = std::minmax_element(range.begin(), range.end());
  const double middle = (*least + *most) / 2.0;
  range = {middle - span / 2.0, middle + span / 2.0};
}

// The window of all points, of one unit both ways.
void set_window(Chart& chart, Numbers x, Numbers y) {
  if (x.empty()) return;
  const auto span = [](const Numbers& range) {
    const auto [least, most] = std::minmax_element(range.begin(), range.end());
    return *most - *least;
  };
  const double height = std::max(span(y), span(x) / kChartAspect);
  widen(x, height * kChartAspect);
  widen(y, height);
  chart.x_shown = x;
  chart.y_shown = y;
}

Series cloud() { return {.name = "states", .x = {}, .y = {}, .line = false, .in_legend = false, .small = true}; }

void add_point(Series& series, double x, double y) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  series.x.push_back(x);
  series.y.push_back(y);
}

}  // namespace

std::vector<Chart> plane_charts(const Table& table, const Figure& figure) {
  std::vector<Chart> charts;
  for (const Panel& panel : panels_of(table, figure, 2)) {
    Chart chart = empty_chart(figure, panel);
    const Field field = field_at(table, figure, panel.places);
    if (field.values.empty()) continue;
    chart.tiles = tiles_of(field);
    Places first = panel.places;
    if (first.contains("law")) first["law"] = 0;
    const Field below = field_at(table, figure, first);
    for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9}) {
      const std::vector<Segment> segments = contour_of(below, share * below.highest());
      chart.segments.insert(chart.segments.end(), segments.begin(), segments.end());
    }
    set_window(chart, field.x, field.y);
    charts.push_back(std::move(chart));
  }
  return charts;
}

std::vector<Chart> scatter_charts(const Table& table, const Figure& figure) {
  std::vector<Chart> charts;
  std::map<std::string, std::pair<Numbers, Numbers>> windows;  // by case: one for all its charts
  const auto case_of = [](const std::string& about) { return about.substr(0, about.find(", ")); };
  for (const Panel& panel : panels_of(table, figure, 2)) {
    Chart chart = empty_chart(figure, panel);
    chart.series = {cloud()};
    const std::vector<std::string>& axes = table.find(figure.y)->axes;
    const Axis* coordinate = table.find_axis(axes.back());
    const Axis* state = table.find_axis(axes[axes.size() - 2]);
    if (values_size(coordinate->values) != 2) continue;
    Places places = panel.places;
    for (std::size_t i = 0; i < values_size(state->values); ++i) {
      places[state->name] = i;
      const Numbers point = numbers_at(table, figure.y, places, coordinate);
      if (!point.empty()) add_point(chart.series[0], point[0], point[1]);
    }
    auto& [x, y] = windows[case_of(panel.label)];
    x.insert(x.end(), chart.series[0].x.begin(), chart.series[0].x.end());
    y.insert(y.end(), chart.series[0].y.begin(), chart.series[0].y.end());
    charts.push_back(std::move(chart));
  }
  for (Chart& chart : charts)
    set_window(chart, windows[case_of(chart.about)].first, windows[case_of(chart.about)].second);
  return charts;
}

std::vector<Chart> sample_charts(const Table& table, const Figure& figure) {
  constexpr std::size_t most_points = 2000, n_bins = 60;
  const Axis* coordinate = table.find_axis("coordinate");
  const Dataset* states = table.find(figure.y);
  if (coordinate == nullptr || states == nullptr || states->axes.size() != 2) return {};
  const std::size_t d = values_size(coordinate->values);
  const Numbers values = numeric(states->values);
  Chart chart = empty_chart(figure, {});
  if (d > 1) {
    chart.series = {cloud()};
    const std::size_t n = values.size() / d, step = std::max<std::size_t>(1, n / most_points);
    for (std::size_t i = 0; i < n; i += step) add_point(chart.series[0], values[i * d], values[i * d + 1]);
    set_window(chart, chart.series[0].x, chart.series[0].y);
    return {chart};
  }
  Numbers finite;
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double x) { return std::isfinite(x); });
  if (finite.empty()) return {};
  std::sort(finite.begin(), finite.end());
  const double n = static_cast<double>(finite.size());
  const double low = finite[static_cast<std::size_t>(0.001 * n)],
               high = finite[static_cast<std::size_t>(0.999 * (n - 1))];
  const double width = (high > low ? high - low : 1.0) / static_cast<double>(n_bins);
  chart.x_label = "end state";
  chart.y_label = "density";
  for (std::size_t bin = 0; bin < n_bins; ++bin) {
    const double left = low + width * static_cast<double>(bin), right = left + width;
    const auto inside =
        std::lower_bound(finite.begin(), finite.end(), right) - std::lower_bound(finite.begin(), finite.end(), left);
    if (inside > 0) chart.tiles.push_back({left, 0.0, right, static_cast<double>(inside) / (n * width), 0.6});
  }
  return {chart};
}

}  // namespace plumbline
