#include "results/report/show_json.hpp"

#include <cmath>

#include "results/report/json_text.hpp"

namespace plumbline {
namespace {

using Json = nlohmann::ordered_json;

Json json_column(const Values& column) {
  Json array = Json::array();
  if (const auto* numbers = std::get_if<std::vector<double>>(&column)) {
    for (const double x : *numbers) {
      array.push_back(std::isfinite(x) ? Json(x) : Json(std::isnan(x) ? "nan" : x > 0.0 ? "inf" : "-inf"));
    }
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column)) {
    array = *integers;
  } else {
    array = std::get<std::vector<std::string>>(column);
  }
  return array;
}

}  // namespace

std::string show_json(const Results& results) {
  const Provenance& p = results.provenance;
  Json cases = Json::object();
  for (const CaseText& item : p.cases) cases[item.name] = item.text;
  Json json{{"format", "plumbline results"},
            {"complete", results.complete},
            {"sealed", results.sealed},
            {"provenance",
             {{"command_line", p.command_line},
              {"cases", cases},
              {"seeds", p.seeds},
              {"git_commit", p.git_commit},
              {"git_dirty", p.git_dirty},
              {"compiler", p.compiler},
              {"flags", p.flags},
              {"cpu", p.cpu},
              {"start", p.start},
              {"end", p.end}}},
            {"tables", Json::object()}};
  for (const auto& [name, table] : results.tables) {
    Json& entry = json["tables"][name];
    entry = {{"title", table.title()}, {"command", table.command()}};
    entry["axes"] = Json::object();
    entry["datasets"] = Json::object();
    for (const Axis& axis : table.axes()) {
      entry["axes"][axis.name] = {
          {"units", axis.units}, {"long_name", axis.long_name}, {"values", json_column(axis.values)}};
    }
    for (const Dataset& dataset : table.datasets()) {
      entry["datasets"][dataset.name] = {{"units", dataset.units},
                                         {"long_name", dataset.long_name},
                                         {"axes", dataset.axes},
                                         {"values", json_column(dataset.values)}};
    }
  }
  return json_text(json);
}

}  // namespace plumbline
