#include "theory/cases/guidance_toml.hpp"

#include <fmt/format.h>

#include <optional>

#include "theory/base/input_error.hpp"
#include "theory/cases/toml_values.hpp"
#include "theory/problem/cost_pair.hpp"
#include "theory/problem/line_cost.hpp"

namespace plumbline {
namespace {

const toml::table& require_table(const toml::node* node, const std::string& what, const std::string& where) {
  const toml::table* table = node == nullptr ? nullptr : node->as_table();
  if (table == nullptr) throw InputError(what + " is missing or not a table", where, "see theory/cases for examples");
  return *table;
}

void parse_term(const toml::table& term, CostFunction& cost, const std::string& where) {
  require_known_keys(term, {"exp-linear", "bump"}, where);
  if (term.size() != 1) throw InputError("a term has one kind", where, "write exp-linear = {...} or bump = {...}");
  if (term.contains("bump")) {
    const toml::table& bump = require_table(term.get("bump"), "bump", where);
    require_known_keys(bump, {"coefficient", "center", "width"}, where);
    cost.bumps.push_back({require_number(bump["coefficient"], "coefficient", where),
                          require_numbers(bump["center"].as_array(), "center", where),
                          require_number(bump["width"], "width", where)});
  } else {
    const toml::table& tilt = require_table(term.get("exp-linear"), "exp-linear", where);
    require_known_keys(tilt, {"coefficient", "a"}, where);
    cost.exp_linear.push_back(
        {require_number(tilt["coefficient"], "coefficient", where), require_numbers(tilt["a"].as_array(), "a", where)});
  }
}

CostFunction parse_cost(const toml::table& guidance, const std::string& where) {
  require_known_keys(guidance, {"kind", "constant", "term"}, where);
  CostFunction cost;
  if (guidance.contains("constant")) cost.constant = require_number(guidance["constant"], "constant", where);
  if (!guidance.contains("term")) return cost;
  const toml::array* terms = guidance["term"].as_array();
  if (terms == nullptr) throw InputError("term is not a list of tables", where, "write [[guidance.term]]");
  for (std::size_t i = 0; i < terms->size(); ++i) {
    const std::string here = fmt::format("{}, term {}", where, i + 1);
    parse_term(require_table(terms->get(i), "term", here), cost, here);
  }
  return cost;
}

GuidedPair parse_table(const toml::table& root, const toml::table& guidance, const Mixture& mixture,
                       Objective objective, const std::string& where, const PointsReader& read_points) {
  require_known_keys(guidance, {"kind", "table"}, where);
  if (!root.contains("points")) {
    throw InputError("a table needs [points]", where, "give [points] with file and dataset, or [[guidance.term]]");
  }
  const toml::table& points = require_table(root.get("points"), "[points]", where);
  const Eigen::MatrixXd values =
      read_points(require_string(points, "file", where), require_string(guidance, "table", where));
  return table_pair(mixture, values.reshaped(), objective, where);
}

/// function = {x = [...], value = [...]}: a table of points on the line, interpolated.
GuidedPair parse_function(const toml::table& guidance, const Mixture& mixture, Objective objective,
                          const std::string& where) {
  require_known_keys(guidance, {"kind", "function"}, where);
  const toml::table& function = require_table(guidance.get("function"), "function", where);
  require_known_keys(function, {"x", "value"}, where);
  const std::string here = where + ", function";
  return function_pair(mixture,
                       interpolated_cost(require_numbers(function["x"].as_array(), "x", here),
                                         require_numbers(function["value"].as_array(), "value", here), here),
                       objective, where);
}

}  // namespace

GuidedPair parse_guidance(const toml::table& root, const Mixture& mixture, const std::string& origin,
                          const PointsReader& read_points) {
  const std::string where = origin + ", [guidance]";
  const toml::table* table = root["guidance"].as_table();
  if (table == nullptr) throw InputError("no [guidance]", origin, "add [guidance] with a kind");
  const std::string kind = require_string(*table, "kind", where);
  if (kind == "classifier-free") {
    require_known_keys(*table, {"kind", "class"}, where);
    return classifier_free_pair(mixture, require_class((*table)["class"], where));
  }
  if (kind == "autoguidance") {
    require_known_keys(*table, {"kind", "widened", "class"}, where);
    std::optional<int> label;
    if (table->contains("class")) label = require_class((*table)["class"], where);
    return autoguidance_pair(mixture, label, require_number((*table)["widened"], "widened", where), where);
  }
  if (kind != "cost" && kind != "reward") {
    throw InputError(fmt::format("unknown kind \"{}\"", kind), where,
                     "choose one of classifier-free, cost, reward, autoguidance");
  }
  const Objective objective = kind == "cost" ? Objective::lower_cost : Objective::raise_reward;
  if (table->contains("table")) return parse_table(root, *table, mixture, objective, where, read_points);
  if (table->contains("function")) return parse_function(*table, mixture, objective, where);
  return cost_pair(mixture, parse_cost(*table, where), objective, where);
}

}  // namespace plumbline
