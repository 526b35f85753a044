#include "results/report/table_places.hpp"

#include <algorithm>
#include <cmath>

#include "results/table/rows.hpp"

namespace plumbline {

std::vector<double> numeric(const Values& values) {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) return *numbers;
  std::vector<double> result;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    for (const std::int64_t i : *integers) result.push_back(static_cast<double>(i));
  }
  return result;
}

std::string label_at(const Axis& axis, std::size_t place) {
  const std::string label = element_text(axis.values, place);
  if (std::holds_alternative<std::vector<std::string>>(axis.values)) return label;
  return (axis.name == "steps" ? "N" : axis.name) + " = " + label;
}

std::vector<double> numbers_at(const Table& table, const std::string& name, const Places& places, const Axis* along) {
  const Dataset* dataset = table.find(name);
  if (dataset == nullptr || std::holds_alternative<std::vector<std::string>>(dataset->values)) return {};
  std::size_t first = 0, stride = 0, size = 1;
  for (auto axis_name = dataset->axes.rbegin(); axis_name != dataset->axes.rend(); ++axis_name) {
    const auto place = places.find(*axis_name);
    if (along != nullptr && *axis_name == along->name) {
      stride = size;
    } else if (place != places.end()) {
      first += place->second * size;
    } else {
      return {};
    }
    size *= values_size(table.find_axis(*axis_name)->values);
  }
  const auto at = [&](std::size_t i) {
    const auto* integers = std::get_if<std::vector<std::int64_t>>(&dataset->values);
    return integers != nullptr ? static_cast<double>((*integers)[i])
                               : std::get<std::vector<double>>(dataset->values)[i];
  };
  std::vector<double> numbers(along == nullptr ? 1 : values_size(along->values));
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = at(first + i * stride);
  return numbers;
}

std::vector<std::size_t> places_shown(const Axis& axis, const Figure& figure) {
  const std::size_t n = values_size(axis.values);
  const auto limit = figure.at_most.find(axis.name);
  const std::size_t most = limit == figure.at_most.end() ? n : std::min(n, limit->second);
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < most; ++k) {
    const double even = most == 1 ? 0.0 : static_cast<double>(k * (n - 1)) / static_cast<double>(most - 1);
    places.push_back(static_cast<std::size_t>(std::lround(even)));
  }
  return places;
}

const Dataset* basis_of(const Table& table, const Figure& figure) {
  const Dataset* basis = table.find(figure.y);
  for (const Overlay& more : figure.more) basis = basis == nullptr ? table.find(more.y[0]) : basis;
  return basis;
}

std::vector<Panel> panels_of(const Table& table, const Figure& figure, std::size_t n_inner) {
  const Dataset* dataset = basis_of(table, figure);
  if (dataset == nullptr || dataset->axes.size() < n_inner) return {};
  std::vector<Panel> panels(1);
  for (std::size_t i = 0; i + n_inner < dataset->axes.size(); ++i) {
    const Axis& axis = *table.find_axis(dataset->axes[i]);
    if (axis.name == figure.series) continue;
    std::vector<Panel> finer;
    for (const Panel& panel : panels) {
      for (const std::size_t place : places_shown(axis, figure)) {
        finer.push_back(panel);
        finer.back().places[axis.name] = place;
        finer.back().label += (panel.label.empty() ? "" : ", ") + label_at(axis, place);
      }
    }
    panels = std::move(finer);
  }
  return panels;
}

}  // namespace plumbline
