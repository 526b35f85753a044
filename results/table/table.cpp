#include "results/table/table.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace plumbline {

std::size_t values_size(const Values& column) {
  return std::visit([](const auto& values) { return values.size(); }, column);
}

bool is_identifier(const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto letter_or_digit = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), letter_or_digit);
}

Table::Table(std::string title, std::string command) : title_(std::move(title)), command_(std::move(command)) {}

void Table::check_new_name(const std::string& name) const {
  if (!is_identifier(name)) throw std::logic_error("Table: \"" + name + "\" is not an identifier");
  if (find_axis(name) != nullptr || find(name) != nullptr) throw std::logic_error("Table: two columns named " + name);
}

Table& Table::add_axis(Axis axis) {
  check_new_name(axis.name);
  if (values_size(axis.values) == 0) throw std::logic_error("Table: axis " + axis.name + " is empty");
  axes_.push_back(std::move(axis));
  return *this;
}

Table& Table::add(Dataset dataset) {
  check_new_name(dataset.name);
  if (axes_.empty()) throw std::logic_error("Table: add the axes before dataset " + dataset.name);
  if (dataset.axes.empty()) {
    for (const Axis& axis : axes_) dataset.axes.push_back(axis.name);
  }
  std::size_t n = 1;
  for (const std::size_t extent : shape(dataset)) n *= extent;
  if (values_size(dataset.values) != n) {
    throw std::logic_error("Table: dataset " + dataset.name + " has " + std::to_string(values_size(dataset.values)) +
                           " values, its axes ask for " + std::to_string(n));
  }
  datasets_.push_back(std::move(dataset));
  return *this;
}

Table& Table::add_values(const std::string& name, const std::vector<Value>& values, const std::string& long_name,
                         const std::string& units, const std::vector<std::string>& axes) {
  std::vector<double> numbers, errors;
  for (const Value& value : values) {
    numbers.push_back(value.value);
    errors.push_back(value.error);
  }
  add({name, units, long_name, axes, std::move(numbers)});
  return add({name + "_error", units, "error of " + long_name, axes, std::move(errors)});
}

void Table::remove(const std::string& name) {
  std::erase_if(datasets_, [&](const Dataset& dataset) { return dataset.name == name; });
}

const Axis* Table::find_axis(const std::string& name) const {
  const auto found = std::find_if(axes_.begin(), axes_.end(), [&](const Axis& axis) { return axis.name == name; });
  return found == axes_.end() ? nullptr : &*found;
}

const Dataset* Table::find(const std::string& name) const {
  const auto found =
      std::find_if(datasets_.begin(), datasets_.end(), [&](const Dataset& dataset) { return dataset.name == name; });
  return found == datasets_.end() ? nullptr : &*found;
}

Dataset* Table::find(const std::string& name) { return const_cast<Dataset*>(std::as_const(*this).find(name)); }

const std::vector<double>& Table::doubles(const std::string& name) const {
  const Dataset* dataset = find(name);
  if (dataset == nullptr || !std::holds_alternative<std::vector<double>>(dataset->values)) {
    throw std::logic_error("Table: no real dataset named " + name);
  }
  return std::get<std::vector<double>>(dataset->values);
}

std::vector<std::size_t> Table::shape(const Dataset& dataset) const {
  std::vector<std::size_t> extents;
  for (const std::string& name : dataset.axes) {
    const Axis* axis = find_axis(name);
    if (axis == nullptr) throw std::logic_error("Table: dataset " + dataset.name + " names no axis " + name);
    extents.push_back(values_size(axis->values));
  }
  return extents;
}

}  // namespace plumbline
