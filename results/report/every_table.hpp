#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results/report/figure_family.hpp"
#include "results/table/table.hpp"

// For tests: a small table for every family of figures, with every dataset that its figures name.

namespace plumbline {

/// Axes of the tables that have figures, slowest first (results/README.md).
inline const std::map<std::string, std::vector<std::string>>& axes_of_tables() {
  static const std::map<std::string, std::vector<std::string>> axes = {
      {"error_vs_n", {"case", "scheme", "steps"}},
      {"schedule", {"case", "schedule", "scheme", "steps"}},
      {"strong_order", {"case", "scheme", "steps"}},
      {"grid_refinement", {"case", "spacing"}},
      {"guidance_scale", {"case", "w"}},
      {"score_error", {"case", "w", "steps", "kind", "epsilon"}},
      {"error_budget", {"case", "halvings"}},
      {"reward", {"case", "source", "w"}},
      {"reward_density", {"case", "source", "w", "y"}},
      {"reward_states", {"case", "source", "w", "state", "coordinate"}},
      {"learned_distance", {"case", "score", "features", "samples"}},
      {"network_distance", {"case", "score", "samples"}},
      {"density", {"case", "t", "law", "y"}},
      {"plane_density", {"case", "law", "y", "x"}},
      {"sample", {"path", "coordinate"}},
      {"dimension", {"case", "dimension"}},
      {"work_precision", {"case", "schedule", "scheme", "measure", "target"}},
      {"samplers", {"case", "schedule", "scheme", "evaluations"}},
      {"noise_share", {"case", "share", "w"}},
      {"mutants", {"mutant", "claim"}}};
  return axes;
}

inline Axis some_axis(const std::string& name) {
  using Texts = std::vector<std::string>;
  static const std::map<std::string, Values> values = {{"case", Texts{"a", "b"}},
                                                       {"scheme", Texts{"ddpm", "euler"}},
                                                       {"schedule", Texts{"cosine", "karras"}},
                                                       {"kind", Texts{"worst", "late"}},
                                                       {"source", Texts{"exact", "learned"}},
                                                       {"score", Texts{"base", "reweighted"}},
                                                       {"law", Texts{"unguided", "chain"}},
                                                       {"measure", Texts{"weak", "tv"}},
                                                       {"mutant", Texts{"wrong-sign", "tame"}},
                                                       {"claim", Texts{"S1", "S2"}},
                                                       {"steps", std::vector<std::int64_t>{32, 64, 128}},
                                                       {"features", std::vector<std::int64_t>{8, 16}},
                                                       {"samples", std::vector<std::int64_t>{100, 200}},
                                                       {"state", std::vector<std::int64_t>{0, 1, 2, 3}},
                                                       {"path", std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7}},
                                                       {"coordinate", std::vector<std::int64_t>{0, 1}},
                                                       {"halvings", std::vector<std::int64_t>{0, 1, 2}},
                                                       {"dimension", std::vector<std::int64_t>{1, 2, 4}},
                                                       {"t", std::vector<double>{0.5, 1.0}},
                                                       {"w", std::vector<double>{0.5, 1.0, 2.0, 4.0, 8.0}},
                                                       {"share", std::vector<double>{0.0, 0.5, 1.0}},
                                                       {"evaluations", std::vector<std::int64_t>{8, 16, 32}},
                                                       {"epsilon", std::vector<double>{0.01, 0.1}},
                                                       {"spacing", std::vector<double>{0.4, 0.2, 0.1}},
                                                       {"target", std::vector<double>{0.1, 0.01}},
                                                       {"x", std::vector<double>{-1.0, 0.0, 1.0, 2.0}},
                                                       {"y", std::vector<double>{-1.0, 0.0, 1.0}}};
  return {name, "1", name, values.at(name)};
}

inline Table some_table(const FigureFamily& family) {
  Table table("Table " + family.table, "plumbline " + family.table);
  const std::vector<std::string>& axes = axes_of_tables().at(family.table);
  for (const std::string& name : axes) table.add_axis(some_axis(name));
  // over all axes but those, a decaying wave; with errors where they are read
  const auto add = [&](const std::string& name, const std::vector<std::string>& without, double value = 0.0) {
    if (table.find(name) != nullptr) return;
    std::vector<std::string> over;
    std::size_t n = 1;
    for (const std::string& axis : axes) {
      if (std::find(without.begin(), without.end(), axis) != without.end()) continue;
      over.push_back(axis);
      n *= values_size(table.find_axis(axis)->values);
    }
    std::vector<Value> values;
    for (std::size_t i = 0; i < n; ++i) {
      const double x = static_cast<double>(i);
      values.push_back({value != 0.0 ? value : (1.2 + std::sin(x)) / (1.0 + 0.1 * x), 1e-2, ""});
    }
    table.add_values(name, values, name, "1", over);
  };
  for (const Figure& figure : family.figures) {
    add(figure.y, {});
    const std::string last = axes.back();
    if (!figure.divide_by.empty()) add(figure.divide_by, {});
    if (!figure.order.empty()) add(figure.order, {last}, 0.998);
    if (figure.order.ends_with("_order")) {
      const std::string stem = figure.order.substr(0, figure.order.size() - 6);
      add(stem + "_first", {last}, 32.0);
      add(stem + "_last", {last}, 128.0);
    }
    for (const Overlay& overlay : figure.beside) {
      for (std::size_t i = 0; i < overlay.y.size(); ++i) {
        add(overlay.y[i], i == 0 ? std::vector<std::string>{} : std::vector<std::string>{last});
      }
    }
    for (const Overlay& overlay : figure.more) add(overlay.y[0], {figure.series});
    for (const Overlay& overlay : figure.levels) add(overlay.y[0], {figure.series, last});
  }
  return table;
}

}  // namespace plumbline
