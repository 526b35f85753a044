#include "results/report/report_charts.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "results/report/table_lines.hpp"

namespace plumbline {
namespace {

using Charts = std::vector<Chart>;

// Adds dataset `name` as one more curve of each chart, if it has a number there. A line without points, or points
// alone.
void overlay(Charts& charts, const Table& table, const std::string& name, const std::string& label, bool line) {
  for (const Line& values : lines_of(table, name, "")) {
    Chart* chart = chart_of(charts, values.group);
    if (chart == nullptr) continue;
    Series series = series_of(label, abscissa(table), values, static_cast<int>(chart->series.size()));
    series.line = line;
    series.points = !line;
    if (has_a_number(series)) chart->series.push_back(series);
  }
}

// A level across each chart, at the number that the table has for its group.
void level(Charts& charts, const Table& table, const std::string& name, const std::string& label, bool dashed) {
  const auto numbers = by_group(table, name);
  for (Chart& chart : charts) {
    const auto found = numbers.find(chart.about);
    if (found == numbers.end() || chart.series.empty()) continue;
    const std::vector<double>& x = chart.series[0].x;
    chart.series.push_back({.name = label,
                            .x = x,
                            .y = std::vector<double>(x.size(), found->second),
                            .points = false,
                            .dashed = dashed,
                            .colour = kChartColours - 1});
  }
}

Charts guidance_scale(const Table& table) {
  const char* w = "guidance scale w";
  Charts fractions = figures(table, {"fraction_improved", "Samples that improved", "", w, "fraction", true, false});
  for (Chart& chart : fractions) {
    chart.y_shown = {0.0, 1.0};
    chart.series[0].name = "fraction with larger p(c | Y)";
  }
  Charts means = figures(table, {"mean_negative_cost", "Mean of -1/p(c | Y)", "", w, "mean", true, false, false});
  for (Chart& chart : means) chart.series[0].name = "Monte Carlo, one standard error";
  if (means.empty()) {
    means = figures(table, {"exact_negative_cost", "Mean of -1/p(c | Y)", "", w, "mean", true, false, true, false});
    for (Chart& chart : means) chart.series[0].name = "exact law";
  } else {
    overlay(means, table, "exact_negative_cost", "exact law", true);
  }
  drop_empty_curves(means);
  return joined(fractions, means);
}

Charts score_error(const Table& table) {
  const char* eps = "size of the score error";
  const std::vector<Line> bounds = lines_of(table, "tv_bound", "kind");
  Charts response = figures(table, {"tv", "Response of the law", "kind", eps, "total variation"});
  Charts used_up;
  if (!bounds.empty()) {
    used_up = figures(table, {"tv", "Truth against bound", "kind", eps, "total variation / bound"},
                      [&](Chart& chart, std::size_t i) {
                        Series& ratio = chart.series.back();
                        for (std::vector<double>* values : {&ratio.y, &ratio.low, &ratio.high}) {
                          for (std::size_t k = 0; k < values->size(); ++k) (*values)[k] /= bounds[i].y[k];
                        }
                      });
  }
  Charts costs =
      figures(table, {"expected_cost", "What is left of the improvement", "kind", eps, "expected cost", true, false});
  level(costs, table, "guided_cost", "true scores", false);
  level(costs, table, "unguided_cost", "no guidance", true);
  return joined(joined(response, used_up), costs);
}

Charts error_budget(const Table& table) {
  Charts charts = figures(
      table, {"total", "Four causes of error", "", "halvings of every cause", "size of the part of E J", false});
  for (Chart& chart : charts) chart.series[0].name = "total";
  for (const char* part : {"initialisation", "truncation", "discretisation", "score", "remainder"}) {
    const Charts more = figures(table, {part, "", "", "", "", false});
    for (std::size_t i = 0; i < std::min(charts.size(), more.size()); ++i) {
      Series series = more[i].series[0];
      series.name = part;
      series.colour = static_cast<int>(charts[i].series.size());
      charts[i].series.push_back(series);
    }
  }
  return charts;
}

Charts dimension(const Table& table) {
  Charts charts;
  for (const Measure& measure : {Measure{"kl", "Kullback-Leibler divergence"}, Measure{"tv", "Total variation"},
                                 Measure{"w2", "Wasserstein-2 distance"}, Measure{"steps_needed", "Steps needed"}}) {
    charts = joined(charts, figures(table, {measure.dataset, measure.label, "", "dimension d", measure.label}));
  }
  for (Chart& chart : charts) chart.series[0].in_legend = false;
  return charts;
}

Charts grid_refinement(const Table& table) {
  Charts charts = figures(table, {"deviation", "Refinement of the grid", "", "spacing h of the grid", "size"});
  for (Chart& chart : charts) chart.series[0].name = "true error of E J";
  overlay(charts, table, "expected_cost_error", "stated error of E J", true);
  overlay(charts, table, "tv", "total variation", true);
  overlay(charts, table, "mass_defect", "mass put back", true);
  for (Chart& chart : charts) {
    for (Series& series : chart.series) series.points = series.line = true;
  }
  return charts;
}

// The error to come within against the work that it takes: a dataset against the last axis.
Charts work_precision(const Table& table) {
  Charts charts = figures(
      table, {"evaluations", "Work and precision", "schedule", "evaluations of scores a path", "error to come within"},
      [](Chart& chart, std::size_t) {
        Series& series = chart.series.back();
        std::swap(series.x, series.y);
        for (std::size_t i = 0; i < series.x.size(); ++i) {
          if (!std::isfinite(series.x[i])) series.y[i] = series.x[i];
        }
      });
  drop_empty_curves(charts);
  return charts;
}

struct Family {
  const char* table;
  const char* reading;
  Charts (*charts)(const Table&);
};

const std::vector<Measure>& distances() {
  static const std::vector<Measure> all = {{"weak_error", "Weak error"},
                                           {"tv", "Total variation"},
                                           {"kl", "Kullback-Leibler divergence"},
                                           {"w1", "Wasserstein-1 distance"},
                                           {"w2", "Wasserstein-2 distance"}};
  return all;
}

constexpr Family families[] = {
    {"error_vs_n",
     "Distance of the exact law of the chain from its limit: there is no sampling noise. Dashed: the fitted power law "
     "over the range of the fit, with the confidence band of its order (often narrower than the line).",
     [](const Table& table) { return error_charts(table, "scheme", distances()); }},
    {"schedule", "The same chain on other grids of times: the lower curve needs fewer steps.",
     [](const Table& table) {
       return error_charts(table, "schedule", {distances()[0], distances()[2]});
     }},
    {"grid_refinement",
     "The exact law on wider and narrower grids against another rule in 50 digits. What a law states as its error lies "
     "above the true one.",
     grid_refinement},
    {"guidance_scale",
     "Coupled trials with and without guidance on the same noise: how many of them gained, and their mean beside the "
     "exact one of the same chain. Where a few rare trials carry the mean, its standard error is too small; the "
     "allowance among the numbers says what the trials can tell apart.",
     guidance_scale},
    {"score_error",
     "A chain with wrong scores against the same chain with true ones. The ratio shows how much of the bound is used "
     "up.",
     score_error},
    {"error_budget", "Each cause switched off alone; what the four parts leave over is of second order.", error_budget},
    {"reward", "The gain that theorem R2 predicts along the same paths is the dashed line.", reward_charts},
    {"reward_states", "", reward_state_charts},
    {"reward_density", "", reward_density_charts},
    {"learned_distance",
     "To the true score. Points with one standard error; dashed: the distance of their limit and the predicted way "
     "there.",
     learned_distance_charts},
    {"network_distance", "To the true score.",
     [](const Table& table) {
       return figures(table, {"network_square_distance", "Trained networks", "score", "samples", "squared distance"});
     }},
    {"density", "",
     [](const Table& table) {
       return figures(table,
                      {"density", "Densities", "law", table.axes().back().name, "density", false, false, true, false});
     }},
    {"dimension", "At one number of steps; the last: how many keep the divergence where it is.", dimension},
    {"work_precision",
     "Down and to the left is better. Weak errors and TV from exact laws, strong errors from coupled paths.",
     work_precision},
};

const Family* family_of(const std::string& name) {
  const auto* const found = std::find_if(std::begin(families), std::end(families),
                                         [&](const Family& family) { return name == family.table; });
  return found == std::end(families) ? nullptr : found;
}

}  // namespace

Charts charts_of(const std::string& name, const Table& table) {
  const Family* family = family_of(name);
  if (family == nullptr || table.axes().empty()) return {};
  Charts charts = family->charts(table);
  std::erase_if(charts, [](const Chart& chart) { return chart.empty(); });
  Charts sorted;  // the charts of a case side by side
  for (const Chart& first : charts) {
    if (chart_of(sorted, first.about) != nullptr) continue;
    std::copy_if(charts.begin(), charts.end(), std::back_inserter(sorted),
                 [&](const Chart& chart) { return chart.about == first.about; });
  }
  return sorted;
}

std::string reading_of(const std::string& name) {
  const Family* family = family_of(name);
  return family == nullptr ? "" : family->reading;
}

}  // namespace plumbline
