#include <fmt/format.h>

#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/imperfect/error_budget.hpp"
#include "verify/study/score_error.hpp"

namespace plumbline {
namespace {

using Part = Value ErrorBudget::*;

const std::vector<std::pair<std::string, Part>>& parts() {
  static const std::vector<std::pair<std::string, Part>> all = {
      {"total", &ErrorBudget::total},           {"initialisation", &ErrorBudget::initialisation},
      {"truncation", &ErrorBudget::truncation}, {"discretisation", &ErrorBudget::discretisation},
      {"score", &ErrorBudget::score},           {"remainder", &ErrorBudget::remainder}};
  return all;
}

Table budget_table(const std::vector<std::string>& names, const std::vector<std::int64_t>& halvings,
                   const std::vector<Row>& rows) {
  Table table("Four-way budget of E J at w = 1, all four causes halved again and again (claim E3)");
  table.add_axis({"case", "1", "data law", names});
  table.add_axis({"halvings", "1", "how often each cause was halved", halvings});
  std::vector<RowReader> readers(rows.begin(), rows.end());
  for (const auto& [column, part] : parts()) {
    std::vector<Value> values;
    for (RowReader& reader : readers) values.push_back(reader.value());
    table.add_values(column, values, column + " error of the expected cost");
  }
  return table;
}

}  // namespace

std::vector<std::int64_t> default_halvings() { return {0, 1, 2, 3, 4}; }

Study error_budget_study(std::vector<Case> cases, std::vector<std::int64_t> halvings) {
  constexpr std::int64_t most = 8;  // N is 13 2^10 then
  for (const std::int64_t k : halvings) {
    if (k < 0 || k > most) {
      throw InputError(fmt::format("{} halvings", k), "--halvings", fmt::format("give numbers from 0 to {}", most));
    }
  }
  Study study;
  std::vector<std::string> names;
  for (const Case& problem : cases) {
    names.push_back(problem.name);
    for (const std::int64_t k : halvings) study.units.push_back(fmt::format("{} budget, {} halvings", problem.name, k));
  }
  study.tables = [names, halvings](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"error_budget", budget_table(names, halvings, rows)}};
  };
  study.row = [cases = std::move(cases), halvings](std::size_t unit, int) {
    LawOptions options;
    options.tolerance = 1e-9;
    options.most_refinements = 3;
    const auto k = static_cast<int>(halvings[unit % halvings.size()]);
    const ErrorBudget budget = error_budget(cases[unit / halvings.size()].pair, practical_sampler(k), options);
    Row row;
    for (const auto& [column, part] : parts()) put(row, budget.*part);
    return row;
  };
  return study;
}

}  // namespace plumbline
