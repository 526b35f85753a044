#include <algorithm>
#include <cmath>

#include "results/report/report_charts.hpp"
#include "results/report/table_places.hpp"
#include "results/table/number_text.hpp"

// Panels of curves, with fits, bounds and levels.

namespace plumbline {
namespace {

using Numbers = std::vector<double>;

bool has_a_number(const Numbers& numbers) {
  return std::any_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

/// Points with their errors as low and high; on a logarithmic axis the sizes of signed values.
Series series_of(const Numbers& x, Numbers y, const Numbers& error, bool sizes) {
  Series series{.name = "", .x = x, .y = std::move(y)};
  for (double& value : series.y) value = sizes ? std::abs(value) : value;
  for (std::size_t i = 0; i < error.size(); ++i) {
    series.low.push_back(series.y[i] - error[i]);
    series.high.push_back(series.y[i] + error[i]);
  }
  return series;
}

// The fitted power law N^-order over its range, through the centre of its points, with the band of the order's
// interval.
Series fit_of(const Series& points, const Value& order, double first, double last) {
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
    fit.y.push_back(std::exp(log_y / n - order.value * from_centre));
    fit.low.push_back(fit.y.back() * std::exp(-std::abs(order.error * from_centre)));
    fit.high.push_back(fit.y.back() * std::exp(std::abs(order.error * from_centre)));
  }
  return fit;
}

// One panel, filled curve by curve.
class CurvePanel {
 public:
  CurvePanel(const Table& table, const Figure& figure, const Panel& panel)
      : table_(table), figure_(figure), panel_(panel), x_axis_(table.find_axis(basis_of(table, figure)->axes.back())) {
    chart_ = {panel.label, figure.title, figure.x_label, figure.y_label};
    chart_.log_x = figure.log.find('x') != figure.log.npos;
    chart_.log_y = figure.log.find('y') != figure.log.npos;
    if (!figure.y_shown.empty()) chart_.y_shown = figure.y_shown;
    x_ = numeric(x_axis_->values);
  }

  Chart chart() {
    const Axis* series = figure_.series.empty() ? nullptr : table_.find_axis(figure_.series);
    if (series == nullptr) {
      add_curve(panel_.places, figure_.name);
    } else {
      for (const std::size_t place : places_shown(*series, figure_)) {
        Places places = panel_.places;
        places[series->name] = place;
        add_curve(places, label_at(*series, place));
      }
    }
    for (const Overlay& more : figure_.more) {
      add(more, panel_.places, n_curves_, numbers_at(table_, more.y[0] + "_error", panel_.places, x_axis_));
      ++n_curves_;
    }
    for (const Overlay& level : figure_.levels) {
      Overlay line = level;
      line.draw = "lines";
      add(line, panel_.places, kChartColours - 1, {});
    }
    // lines of fits under the points, bounds last in the legend
    std::stable_partition(chart_.series.begin(), chart_.series.end(), [](const Series& s) { return !s.in_legend; });
    return std::move(chart_);
  }

 private:
  void add_curve(const Places& places, const std::string& label) {
    Numbers y = numbers_at(table_, figure_.y, places, x_axis_);
    Numbers error = numbers_at(table_, figure_.y + "_error", places, x_axis_);
    if (y.empty() || x_.empty()) return;
    const int colour = n_curves_++;
    if (!figure_.divide_by.empty()) {
      const Numbers divisor = numbers_at(table_, figure_.divide_by, places, x_axis_);
      if (divisor.empty()) return;
      for (Numbers* numbers : {&y, &error}) {
        for (std::size_t i = 0; i < numbers->size(); ++i) (*numbers)[i] /= divisor[i];
      }
    }
    if (!has_a_number(y)) return;
    Series series = series_of(x_, y, error, chart_.log_y);
    if (figure_.swap) {
      series = {.name = "", .x = y, .y = x_};
      for (std::size_t i = 0; i < y.size(); ++i) series.y[i] = std::isfinite(y[i]) ? x_[i] : y[i];
    }
    series.name = label;
    series.in_legend = !label.empty();
    style(series, figure_.draw, false, colour);
    if (!figure_.order.empty()) add_fit(series, places);
    chart_.series.push_back(series);
    for (Overlay beside : figure_.beside) {
      beside.draw = "lines";
      add(beside, places, colour, {});
      if (colour > 0 && !chart_.series.empty())
        chart_.series.back().in_legend = chart_.series.back().name != beside.label;
    }
  }

  void add_fit(Series& points, const Places& places) {
    const auto number = [&](const std::string& name) {
      const Numbers numbers = numbers_at(table_, name, places, nullptr);
      return numbers.empty() ? std::nan("") : numbers[0];
    };
    const Value order{number(figure_.order), number(figure_.order + "_error"), ""};
    if (!std::isfinite(order.value)) return;
    points.name += ", order " + value_text(order.value, order.error);
    const std::string ending = "_order";
    if (!figure_.order.ends_with(ending)) return;
    const std::string stem = figure_.order.substr(0, figure_.order.size() - ending.size());
    const Series fit = fit_of(points, order, number(stem + "_first"), number(stem + "_last"));
    if (!fit.x.empty()) chart_.series.push_back(fit);
  }

  /// The sum of the datasets of an overlay, if all are there.
  void add(const Overlay& overlay, const Places& places, int colour, const Numbers& error) {
    Numbers total(x_.size(), 0.0);
    for (const std::string& name : overlay.y) {
      const Numbers part = numbers_at(table_, name, places, x_axis_);
      if (part.empty()) return;
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += part[i];
    }
    if (!has_a_number(total)) return;
    Series series = series_of(x_, total, error, chart_.log_y);
    series.name = overlay.label;
    style(series, overlay.draw, overlay.dashed, colour);
    chart_.series.push_back(series);
  }

  // Beyond the colours, and for curves without points, dashes tell curves apart.
  void style(Series& series, const std::string& draw, bool dashed, int colour) const {
    series.line = draw != "points";
    series.points = draw != "lines";
    series.colour = colour;
    const bool main_lines = figure_.draw == "lines" && draw == "lines";
    series.dashed = dashed || (main_lines ? colour % 2 == 1 : series.points && colour >= kChartColours);
  }

  const Table& table_;
  const Figure& figure_;
  const Panel& panel_;
  const Axis* x_axis_;
  Numbers x_;
  Chart chart_;
  int n_curves_ = 0;
};

}  // namespace

std::vector<Chart> curve_charts(const Table& table, const Figure& figure) {
  std::vector<Chart> charts;
  for (const Panel& panel : panels_of(table, figure, 1)) charts.push_back(CurvePanel(table, figure, panel).chart());
  return charts;
}

}  // namespace plumbline
