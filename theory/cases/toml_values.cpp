#include "theory/cases/toml_values.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "theory/base/input_error.hpp"

namespace plumbline {

void require_known_keys(const toml::table& table, std::initializer_list<std::string_view> known,
                        const std::string& where) {
  for (const auto& [key, node] : table) {
    bool found = false;
    std::string list;
    for (const std::string_view name : known) {
      found = found || name == key.str();
      list += (list.empty() ? "" : ", ") + std::string(name);
    }
    if (!found) {
      throw InputError(fmt::format("unknown key \"{}\" (line {})", key.str(), node.source().begin.line), where,
                       fmt::format("the keys are {}", list));
    }
  }
}

double require_number(TomlNode node, const std::string& key, const std::string& where) {
  const std::optional<double> value = node.value<double>();
  if (!value || !node.is_number()) {
    throw InputError(fmt::format("{} is missing or not a number", key), where, fmt::format("write {} = 0.5", key));
  }
  return *value;
}

int require_class(TomlNode node, const std::string& where) {
  const std::optional<int> value = node.value_exact<std::int64_t>() ? node.value<int>() : std::nullopt;
  if (!value) throw InputError("class is missing or not a small integer", where, "write class = 1");
  return *value;
}

std::string require_string(const toml::table& table, const std::string& key, const std::string& where) {
  const std::optional<std::string> value = table[key].value_exact<std::string>();
  if (!value) {
    throw InputError(fmt::format("{} is missing or not a string", key), where, fmt::format("write {} = \"...\"", key));
  }
  return *value;
}

Eigen::VectorXd require_numbers(const toml::array* array, const std::string& key, const std::string& where) {
  if (array == nullptr || array->empty()) {
    throw InputError(fmt::format("{} is missing or not a list of numbers", key), where,
                     fmt::format("write {} = [1.0]", key));
  }
  Eigen::VectorXd vector(static_cast<Eigen::Index>(array->size()));
  for (std::size_t i = 0; i < array->size(); ++i) {
    vector[static_cast<Eigen::Index>(i)] = require_number(TomlNode(array->get(i)), key, where);
  }
  return vector;
}

}  // namespace plumbline
