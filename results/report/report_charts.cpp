#include "results/report/report_charts.hpp"

#include <algorithm>
#include <iterator>

namespace plumbline {
namespace {

std::vector<Chart> charts_of_figure(const Table& table, const Figure& figure) {
  if (figure.kind == "curves") return curve_charts(table, figure);
  if (figure.kind == "plane") return plane_charts(table, figure);
  if (figure.kind == "scatter") return scatter_charts(table, figure);
  if (figure.kind == "sample") return sample_charts(table, figure);
  return {};  // a matrix is a table of the page (report_matrix.hpp)
}

}  // namespace

std::vector<Chart> charts_of(const std::string& name, const Table& table) {
  const FigureFamily* family = figure_family_of(name);
  if (family == nullptr) return {};
  std::vector<Chart> charts;
  for (const Figure& figure : family->figures) {
    for (Chart& chart : charts_of_figure(table, figure)) {
      if (!chart.empty()) charts.push_back(std::move(chart));
    }
  }
  std::vector<std::string> abouts;  // the charts of a case side by side
  for (const Chart& chart : charts) {
    if (std::find(abouts.begin(), abouts.end(), chart.about) == abouts.end()) abouts.push_back(chart.about);
  }
  std::stable_sort(charts.begin(), charts.end(), [&](const Chart& a, const Chart& b) {
    return std::find(abouts.begin(), abouts.end(), a.about) < std::find(abouts.begin(), abouts.end(), b.about);
  });
  return charts;
}

std::string reading_of(const std::string& name) {
  const FigureFamily* family = figure_family_of(name);
  return family == nullptr ? "" : family->reading;
}

bool is_picture(const std::string& name) {
  const FigureFamily* family = figure_family_of(name);
  return family != nullptr && (family->figures[0].kind != "curves" || name.ends_with("density")) &&
         family->figures[0].kind != "matrix";
}

}  // namespace plumbline
