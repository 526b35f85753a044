#include <fmt/format.h>

#include <algorithm>

#include "results/compare/compare.hpp"
#include "results/report/fitted.hpp"
#include "results/report/json_text.hpp"

// What a comparison found, for people and for programs.

namespace plumbline {
namespace {

std::string kind_text(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::value:
      return "changed beyond its errors";
    case Change::Kind::unsure:
      return "changed, no error stated";
    case Change::Kind::law:
      return "another law";
    case Change::Kind::inputs:
      return "the case of this name has another text";
    case Change::Kind::error:
      return "less certain";
    case Change::Kind::outcome:
      return "outcome changed";
    case Change::Kind::missing:
      return "missing";
    case Change::Kind::added:
      return "added";
  }
  return "";
}

std::string what_text(const Change& change) {
  return kind_text(change.kind) + (change.detail.empty() ? "" : ": " + change.detail);
}

std::string summary(const Comparison& comparison) {
  const auto n = std::count_if(comparison.changes.begin(), comparison.changes.end(),
                               [](const Change& change) { return change.regression; });
  return fmt::format("{} values compared, {} rows or tables left out, {} changes, {} regressions", comparison.n_values,
                     comparison.n_left_out, comparison.changes.size(), n);
}

}  // namespace

std::string comparison_text(const Comparison& comparison, bool colour, std::size_t width) {
  std::vector<std::vector<std::string>> cells{{"", "table", "row", "dataset", "old", "new", "what"}};
  for (const Change& change : comparison.changes) {
    cells.push_back({change.regression ? "!" : "", change.table, change.row, change.dataset, change.old_text,
                     change.new_text, what_text(change)});
  }
  std::string text;
  if (!comparison.changes.empty()) {
    std::string lines = fitted(cells, width, LongText::wrapped);
    for (std::size_t start = 0; start < lines.size();) {
      const std::size_t end = lines.find('\n', start);
      const std::string line = lines.substr(start, end - start);
      text += (colour && line.starts_with("!") ? "\033[1m" + line + "\033[0m" : line) + "\n";
      start = end + 1;
    }
  }
  return text + wrapped(summary(comparison), width);
}

std::string comparison_json(const Comparison& comparison) {
  nlohmann::ordered_json json{
      {"regression", comparison.regression()}, {"values", comparison.n_values}, {"left_out", comparison.n_left_out}};
  json["changes"] = nlohmann::ordered_json::array();
  for (const Change& change : comparison.changes) {
    json["changes"].push_back({{"table", change.table},
                               {"row", change.row},
                               {"dataset", change.dataset},
                               {"old", change.old_text},
                               {"new", change.new_text},
                               {"what", what_text(change)},
                               {"regression", change.regression}});
  }
  return json_text(json);
}

}  // namespace plumbline
