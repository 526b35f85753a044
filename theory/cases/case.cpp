#include "theory/cases/case.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cmath>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "theory/cases/built_in.hpp"
#include "theory/problem/input_error.hpp"

namespace plumbline {
namespace {

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

double require_number(toml::node_view<const toml::node> node, const std::string& key, const std::string& where) {
  const std::optional<double> value = node.value<double>();
  if (!value || !node.is_number()) {
    throw InputError(fmt::format("{} is missing or not a number", key), where, fmt::format("write {} = 0.5", key));
  }
  return *value;
}

int require_class(toml::node_view<const toml::node> node, const std::string& where) {
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

Eigen::VectorXd require_vector(const toml::array* array, const std::string& key, const std::string& where) {
  if (array == nullptr || array->empty()) {
    throw InputError(fmt::format("{} is missing or not a list of numbers", key), where,
                     fmt::format("write {} = [1.0]", key));
  }
  Eigen::VectorXd vector(static_cast<Eigen::Index>(array->size()));
  for (std::size_t i = 0; i < array->size(); ++i) {
    vector[static_cast<Eigen::Index>(i)] = require_number(toml::node_view<const toml::node>(array->get(i)), key, where);
  }
  return vector;
}

Covariance parse_covariance(toml::node_view<const toml::node> node, Eigen::Index dimension, const std::string& where) {
  if (node.is_number()) return Covariance::isotropic(dimension, require_number(node, "covariance", where));
  const toml::array* rows = node.as_array();
  if (rows == nullptr || rows->empty()) {
    throw InputError("covariance is missing", where, "give a number, a list (diagonal) or a list of lists (full)");
  }
  if (!rows->get(0)->is_array()) return Covariance::diagonal(require_vector(rows, "covariance", where));
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(rows->size()), dimension);
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const Eigen::VectorXd row = require_vector(rows->get(i)->as_array(), "covariance", where);
    if (row.size() != dimension) {
      throw InputError(
          fmt::format("row {} of covariance has {} numbers, the mean has {}", i + 1, row.size(), dimension), where,
          "give d rows of d numbers");
    }
    matrix.row(static_cast<Eigen::Index>(i)) = row.transpose();
  }
  return Covariance::full(matrix);
}

Component parse_component(const toml::table& table, const std::string& where) {
  require_known_keys(table, {"weight", "mean", "covariance", "class"}, where);
  const Eigen::VectorXd mean = require_vector(table["mean"].as_array(), "mean", where);
  try {
    return {require_number(table["weight"], "weight", where),
            {mean, parse_covariance(table["covariance"], mean.size(), where)},
            table.contains("class") ? require_class(table["class"], where) : 0};
  } catch (const InputError& error) {
    const std::string message = error.what();
    if (message.starts_with("covariance")) throw InputError(message.substr(12), where, "see theory/cases");
    throw;
  }
}

Mixture parse_mixture(const toml::table& root, const std::string& origin) {
  const toml::array* tables = root["component"].as_array();
  if (tables == nullptr) throw InputError("no [[component]]", origin, "give at least one [[component]]");
  std::vector<Component> components;
  for (std::size_t k = 0; k < tables->size(); ++k) {
    const std::string where = fmt::format("{}, component {}", origin, k + 1);
    const toml::table* table = tables->get(k)->as_table();
    if (table == nullptr) throw InputError("component is not a table", where, "write [[component]]");
    components.push_back(parse_component(*table, where));
  }
  return Mixture(std::move(components), origin);
}

GuidedPair parse_guidance(const toml::table& root, const Mixture& mixture, const std::string& origin) {
  const std::string where = origin + ", [guidance]";
  const toml::table* table = root["guidance"].as_table();
  if (table == nullptr) throw InputError("no [guidance]", origin, "add [guidance] with kind and class");
  const std::string kind = require_string(*table, "kind", where);
  if (kind != "classifier-free") {
    throw InputError(fmt::format("unknown kind \"{}\"", kind), where, "choose one of classifier-free");
  }
  require_known_keys(*table, {"kind", "class"}, where);
  return classifier_free_pair(mixture, require_class((*table)["class"], where));
}

}  // namespace

Case parse_case(const std::string& text, const std::string& origin) {
  toml::table root;
  try {
    root = toml::parse(text, origin);
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("malformed TOML: {} (line {})", error.description(), error.source().begin.line),
                     origin, "mend the line, see theory/cases for examples");
  }
  require_known_keys(root, {"name", "about", "component", "guidance"}, origin);
  Mixture mixture = parse_mixture(root, origin);
  GuidedPair pair = parse_guidance(root, mixture, origin);
  return {require_string(root, "name", origin), require_string(root, "about", origin), text, std::move(mixture),
          std::move(pair)};
}

std::vector<std::string> built_in_case_names() {
  std::vector<std::string> names;
  for (const BuiltInCase& built_in : built_in_cases) names.emplace_back(built_in.name);
  return names;
}

Case load_case(const std::string& name_or_path) {
  std::string known;
  for (const BuiltInCase& built_in : built_in_cases) {
    if (name_or_path == built_in.name) return parse_case(built_in.text, fmt::format("built-in {}", name_or_path));
    known += (known.empty() ? "" : ", ") + std::string(built_in.name);
  }
  std::ifstream file(name_or_path);
  if (!file) {
    throw InputError(fmt::format("no built-in case and no readable file \"{}\"", name_or_path), "case",
                     fmt::format("choose one of {} or give the path of a case file", known));
  }
  std::stringstream text;
  text << file.rdbuf();
  return parse_case(text.str(), name_or_path);
}

}  // namespace plumbline
