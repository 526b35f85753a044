#include "results/table/monte_carlo.hpp"

#include <type_traits>

namespace plumbline {
namespace {

// One dataset per member: how it is named, what it is, and the power of the unit that it has.
template <class Number>
struct Part {
  const char* suffix;
  const char* long_name;
  int power;
  Number Moments::*member;
};

constexpr Part<std::int64_t> kCounts[] = {{"_n", "number of finite samples", 0, &Moments::n},
                                          {"_not_finite", "samples left out, not finite", 0, &Moments::not_finite}};
constexpr Part<double> kNumbers[] = {{"_m2", "sum of squared deviations", 2, &Moments::m2},
                                     {"_m3", "sum of cubed deviations", 3, &Moments::m3},
                                     {"_m4", "sum of fourth powers of deviations", 4, &Moments::m4},
                                     {"_min", "smallest sample", 1, &Moments::min},
                                     {"_max", "largest sample", 1, &Moments::max}};

std::string power_of(const std::string& units, int power) {
  if (units == "1" || power == 0) return "1";
  return power == 1 ? units : "(" + units + ")" + std::to_string(power);
}

template <class Number>
const std::vector<Number>* numbers(const Table& table, const std::string& name) {
  const Dataset* dataset = table.find(name);
  return dataset == nullptr ? nullptr : std::get_if<std::vector<Number>>(&dataset->values);
}

}  // namespace

Table& add_monte_carlo(Table& table, const Dataset& mean, const std::vector<Moments>& moments) {
  const std::string& name = mean.name;
  const std::string& units = mean.units;
  const std::string& long_name = mean.long_name;
  const std::vector<std::string>& axes = mean.axes;
  const auto column = [&](const auto& of) {
    std::vector<std::decay_t<decltype(of(moments.front()))>> numbers;
    for (const Moments& row : moments) numbers.push_back(of(row));
    return numbers;
  };
  table.add({name, units, long_name, axes, column([](const Moments& row) { return row.mean; })});
  table.add({name + "_error", units, "standard error of " + long_name, axes,
             column([](const Moments& row) { return row.standard_error(); })});
  const auto add_parts = [&](const auto& parts) {
    for (const auto& part : parts) {
      table.add({name + part.suffix, power_of(units, part.power), std::string(part.long_name) + " of " + long_name,
                 axes, column([&](const Moments& row) { return row.*part.member; })});
    }
  };
  add_parts(kCounts);
  add_parts(kNumbers);
  return table;
}

std::vector<Moments> monte_carlo_moments(const Table& table, const std::string& name) {
  const std::vector<double>* means = numbers<double>(table, name);
  if (means == nullptr) return {};
  std::vector<Moments> moments(means->size());
  for (std::size_t i = 0; i < moments.size(); ++i) moments[i].mean = (*means)[i];
  const auto fill = [&]<class Number>(const Part<Number>& part) {
    const std::vector<Number>* values = numbers<Number>(table, name + part.suffix);
    if (values == nullptr || values->size() != moments.size()) return false;
    for (std::size_t i = 0; i < moments.size(); ++i) moments[i].*part.member = (*values)[i];
    return true;
  };
  for (const auto& part : kCounts) {
    if (!fill(part)) return {};
  }
  for (const auto& part : kNumbers) {
    if (!fill(part)) return {};
  }
  return moments;
}

std::vector<std::string> monte_carlo_names(const Table& table) {
  std::vector<std::string> names;
  for (const Dataset& dataset : table.datasets()) {
    if (!monte_carlo_moments(table, dataset.name).empty()) names.push_back(dataset.name);
  }
  return names;
}

}  // namespace plumbline
