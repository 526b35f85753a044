#include "results/report/figure_family.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "results/figures_json.hpp"

namespace plumbline {
namespace {

Overlay overlay(const nlohmann::json& json) {
  const nlohmann::json& y = json.at("y");
  return {.y = y.is_array() ? y.get<std::vector<std::string>>() : std::vector<std::string>{y.get<std::string>()},
          .label = json.at("label"),
          .draw = json.value("draw", "both"),
          .dashed = json.value("dashed", false)};
}

std::vector<Overlay> overlays(const nlohmann::json& figure, const char* name) {
  std::vector<Overlay> list;
  if (!figure.contains(name)) return list;
  const nlohmann::json& entries = figure.at(name);
  if (entries.is_object()) return {overlay(entries)};
  for (const nlohmann::json& entry : entries) list.push_back(overlay(entry));
  return list;
}

Figure figure(const nlohmann::json& json) {
  Figure figure;
  for (auto& [name, member] :
       std::initializer_list<std::pair<const char*, std::string*>>{{"kind", &figure.kind},
                                                                   {"y", &figure.y},
                                                                   {"title", &figure.title},
                                                                   {"x_label", &figure.x_label},
                                                                   {"y_label", &figure.y_label},
                                                                   {"series", &figure.series},
                                                                   {"name", &figure.name},
                                                                   {"log", &figure.log},
                                                                   {"draw", &figure.draw},
                                                                   {"divide_by", &figure.divide_by},
                                                                   {"order", &figure.order}}) {
    *member = json.value(name, *member);
  }
  figure.swap = json.value("swap", false);
  figure.y_shown = json.value("y_shown", std::vector<double>());
  figure.at_most = json.value("at_most", std::map<std::string, std::size_t>());
  figure.beside = overlays(json, "beside");
  figure.more = overlays(json, "more");
  figure.levels = overlays(json, "levels");
  return figure;
}

std::vector<FigureFamily> read_families() {
  std::vector<FigureFamily> families;
  const nlohmann::json description = nlohmann::json::parse(kFiguresJson);
  for (const nlohmann::json& json : description.at("families")) {
    FigureFamily family{json.at("table"), "", {}};
    for (const auto& line : json.at("reading"))
      family.reading += (family.reading.empty() ? "" : " ") + line.get<std::string>();
    for (const nlohmann::json& one : json.at("figures")) family.figures.push_back(figure(one));
    families.push_back(std::move(family));
  }
  return families;
}

}  // namespace

const std::vector<FigureFamily>& figure_families() {
  static const std::vector<FigureFamily> families = read_families();
  return families;
}

const FigureFamily* figure_family_of(const std::string& table) {
  const auto& families = figure_families();
  const auto found = std::find_if(families.begin(), families.end(), [&](const auto& f) { return f.table == table; });
  return found == families.end() ? nullptr : &*found;
}

}  // namespace plumbline
