#include "verify/study/score_error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "sim/ordered_blocks.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/imperfect/error_budget.hpp"
#include "theory/imperfect/improvement.hpp"
#include "theory/problem/input_error.hpp"
#include "verify/claim/make_check.hpp"

namespace plumbline {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
constexpr double largest_eps = 1.0;
constexpr double law_tolerance = 1e-9;
constexpr double root_tolerance = 1e-6;

const std::vector<std::pair<std::string, std::string>>& response_measures() {
  static const std::vector<std::pair<std::string, std::string>> names = {
      {"kl", "KL of the chain with estimated scores from the chain with true ones"},
      {"tv", "total variation distance between the two"},
      {"kl_bound", "path KL, an upper bound of kl (E1)"},
      {"tv_bound", "Pinsker's form of it, an upper bound of tv (E1)"},
      {"tv_ratio", "tv / tv_bound: 1 for a tight bound"},
      {"expected_cost", "expected cost (or reward) of the chain with estimated scores"},
  };
  return names;
}

using ErrorCell = std::map<std::string, Value>;

/// One kind of error on one chain.
struct KindRow {
  std::vector<ErrorCell> cells;  ///< by size
  Value lost{no_value, 0.0, "no such error"};
};

/// One chain, all kinds.
struct ChainUnit {
  Value guided;
  Value unguided;
  std::vector<KindRow> rows;  ///< by kind
};

ErrorCell measure_response(const Baseline& baseline, const ImperfectLaw& imperfect) {
  const Divergences distance = divergences(imperfect.law, baseline.law);
  const Value bound = pinsker(imperfect.path_kl);
  ErrorCell cell;
  cell["kl"] = distance.kl_forward;
  cell["tv"] = distance.tv;
  cell["kl_bound"] = imperfect.path_kl;
  cell["tv_bound"] = bound;
  const double ratio = distance.tv.value / bound.value;
  cell["tv_ratio"] = {ratio, ratio * (distance.tv.error / distance.tv.value + bound.error / bound.value), ""};
  cell["expected_cost"] = imperfect.law.expected_cost();
  return cell;
}

ErrorCell no_cell() {
  ErrorCell cell;
  for (const auto& [measure_name, long_name] : response_measures())
    cell[measure_name] = {no_value, 0.0, "no such error"};
  return cell;
}

LawOptions tolerance(double value) {
  LawOptions options;
  options.tolerance = value;
  options.most_refinements = 3;
  return options;
}

KindRow row_of(const Baseline& baseline, const ErrorSource& source, const std::vector<double>& sizes, double unguided) {
  KindRow row;
  for (const double eps : sizes)
    row.cells.push_back(measure_response(baseline, source.of_size(eps, tolerance(law_tolerance))));
  row.lost = eps_where_improvement_is_lost(baseline, source, unguided, largest_eps, tolerance(root_tolerance));
  return row;
}

/// The error has an effect on this chain.
bool makes_sense(const ErrorSpec& spec, double w) {
  if (spec.target == ErrorTarget::guided) return true;
  return spec.kind != ErrorKind::worst_case && (spec.target == ErrorTarget::base || w != 0.0);
}

ChainUnit measure_chain(const Case& problem, const ScoreErrorStudy& study, double w, std::int64_t n_steps) {
  const TimeGrid grid = make_grid(Schedule::log_uniform, {n_steps}, study.t0, {1.0});
  const Baseline baseline(problem.pair, {grid, study.scheme, {{w}}, Start::exact}, tolerance(law_tolerance));
  const Chain plain{grid, study.scheme, {{0.0}}, Start::exact};
  ChainUnit unit;
  unit.guided = baseline.law.expected_cost();
  unit.unguided = chain_law(problem.pair, plain, tolerance(law_tolerance)).expected_cost();
  for (const ErrorKind kind : study.kinds) {
    const ErrorSpec spec{kind, study.target, study.seed};
    if (makes_sense(spec, w)) {
      unit.rows.push_back(row_of(baseline, ErrorSource(baseline, spec), study.sizes, unit.unguided.value));
    } else {
      unit.rows.push_back({std::vector<ErrorCell>(study.sizes.size(), no_cell())});
    }
  }
  return unit;
}

}  // namespace

std::vector<double> default_sizes() { return {0.003, 0.01, 0.03, 0.1, 0.3}; }

Table score_error_table(const std::vector<Case>& cases, const ScoreErrorStudy& study,
                        const std::function<void(const std::string&)>& done) {
  for (const double eps : study.sizes) {
    if (!(eps > 0.0 && eps <= largest_eps)) {
      throw InputError(fmt::format("eps = {}", eps), "--eps", fmt::format("give sizes in (0, {}]", largest_eps));
    }
  }
  const std::size_t n_scales = study.scales.size();
  const std::size_t n_steps = study.steps.size();
  std::vector<ChainUnit> units;
  const auto work = [&](std::int64_t index, int&) {
    const auto i = static_cast<std::size_t>(index);
    return measure_chain(cases[i / (n_scales * n_steps)], study, study.scales[i / n_steps % n_scales],
                         study.steps[i % n_steps]);
  };
  const auto keep = [&](std::int64_t index, ChainUnit& unit) {
    units.push_back(std::move(unit));
    done(fmt::format("{} of {}", index + 1, cases.size() * n_scales * n_steps));
  };
  run_blocks_in_order(
      static_cast<std::int64_t>(cases.size() * n_scales * n_steps), thread_count(study.n_threads), [] { return 0; },
      work, keep);

  Table table(
      fmt::format("Errors of the {} score: response, bound and what is left of the improvement", name(study.target)));
  std::vector<std::string> case_names;
  std::vector<std::string> kind_names;
  for (const Case& problem : cases) case_names.push_back(problem.name);
  for (const ErrorKind kind : study.kinds) kind_names.emplace_back(name(kind));
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"w", "1", "guidance scale", study.scales});
  table.add_axis({"steps", "1", "number of transitions", study.steps});
  table.add_axis({"kind", "1", "shape of the score error", kind_names});
  table.add_axis({"epsilon", "1", "size of the error of the estimate, in the norm of E1", study.sizes});
  for (const auto& [measure_name, long_name] : response_measures()) {
    std::vector<Value> values;
    for (const ChainUnit& unit : units) {
      for (const KindRow& row : unit.rows) {
        for (const ErrorCell& cell : row.cells) values.push_back(cell.at(measure_name));
      }
    }
    table.add_values(measure_name, values, long_name);
  }
  std::vector<Value> lost;
  std::vector<Value> guided;
  std::vector<Value> unguided;
  for (const ChainUnit& unit : units) {
    guided.push_back(unit.guided);
    unguided.push_back(unit.unguided);
    for (const KindRow& row : unit.rows) lost.push_back(row.lost);
  }
  table.add_values("lost_epsilon", lost, "size at which the improvement is lost", "1", {"case", "w", "steps", "kind"});
  table.add_values("guided_cost", guided, "expected cost with true scores", "1", {"case", "w", "steps"});
  table.add_values("unguided_cost", unguided, "expected cost at w = 0, true scores", "1", {"case", "w", "steps"});
  return table;
}

Table error_budget_table(const std::vector<Case>& cases, const ScoreErrorStudy& study) {
  constexpr std::int64_t n_halvings = 4;
  const std::vector<std::pair<std::string, Value ErrorBudget::*>> columns = {
      {"total", &ErrorBudget::total},           {"initialisation", &ErrorBudget::initialisation},
      {"truncation", &ErrorBudget::truncation}, {"discretisation", &ErrorBudget::discretisation},
      {"score", &ErrorBudget::score},           {"remainder", &ErrorBudget::remainder}};
  std::vector<std::string> case_names;
  for (const Case& problem : cases) case_names.push_back(problem.name);
  std::vector<ErrorBudget> budgets;
  const auto work = [&](std::int64_t i, int&) {
    const GuidedPair& pair = cases[static_cast<std::size_t>(i / n_halvings)].pair;
    return error_budget(pair, practical_sampler(static_cast<int>(i % n_halvings)), tolerance(law_tolerance));
  };
  run_blocks_in_order(
      static_cast<std::int64_t>(cases.size()) * n_halvings, thread_count(study.n_threads), [] { return 0; }, work,
      [&](std::int64_t, ErrorBudget& budget) { budgets.push_back(budget); });
  Table table("Four-way budget of E J at w = 1, all four causes halved again and again (claim E3)");
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"halvings", "1", "how often each cause was halved", std::vector<std::int64_t>{0, 1, 2, 3}});
  for (const auto& [column, member] : columns) {
    std::vector<Value> values;
    for (const ErrorBudget& budget : budgets) values.push_back(budget.*member);
    table.add_values(column, values, column + " error of the expected cost");
  }
  return table;
}

}  // namespace plumbline
