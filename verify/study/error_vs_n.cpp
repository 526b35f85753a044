#include "verify/study/error_vs_n.hpp"

#include <fmt/format.h>

#include <cassert>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/weak_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/claim/order_check.hpp"

namespace plumbline {
namespace {

const std::vector<std::pair<std::string, std::string>>& measures() {
  static const std::vector<std::pair<std::string, std::string>> names = {
      {"weak_error", "E J(Y_N) - E J(Y_1), signed"},       {"tv", "total variation distance"},
      {"kl", "KL divergence of the chain from its limit"}, {"w1", "Wasserstein distance of order 1"},
      {"w2", "Wasserstein distance of order 2"},           {"path_kl_bound", "Girsanov path KL, an upper bound of kl"},
  };
  return names;
}

const Value no_leading_error{std::numeric_limits<double>::quiet_NaN(), 0.0, "the expected cost is infinite"};

/// The study while it runs: its chains, and the limits, each computed when a row first asks for it.
class ErrorVsNRun {
 public:
  ErrorVsNRun(std::vector<Case> cases, const ErrorVsN& parameters) : cases_(std::move(cases)), parameters_(parameters) {
    for (const Case& problem : cases_) {
      if (problem.pair.dimension() != 1) {
        throw InputError(fmt::format("case {} has dimension {}", problem.name, problem.pair.dimension()), "error-vs-n",
                         "give cases of dimension 1, whose law is exact at every N");
      }
    }
    parameters_.w = guidance_scale(parameters_.w.value);
    for (std::size_t c = 0; c < cases_.size(); ++c) {
      for (const Schedule schedule : parameters_.schedules) {
        std::vector<TimeGrid> grids;
        for (const std::int64_t n : parameters_.steps) {
          grids.push_back(make_grid(schedule, {n}, parameters_.t0, {1.0}));
          limits_[limit_key(c, grids.back())];
        }
        for (const Scheme scheme : all_schemes) {
          for (const TimeGrid& grid : grids) runs_.push_back({c, schedule, {grid, scheme, {parameters_.w}}});
        }
      }
    }
  }

  std::vector<std::string> units() const {
    std::vector<std::string> units;
    for (const auto& [which_case, schedule, chain] : runs_) {
      units.push_back(fmt::format("{} {} {} N = {}", cases_[which_case].name, name(schedule), name(chain.scheme),
                                  chain.grid.steps().value));
    }
    return units;
  }

  /// The measures of one chain, in their order.
  Row row(std::size_t unit) {
    const auto& [which_case, schedule, chain] = runs_[unit];
    const GuidedPair& pair = cases_[which_case].pair;
    const auto& [limit, expansion] = limit_of(which_case, chain);
    const ChainLaw law = chain_law(pair, chain);
    const Divergences distance = divergences(law, limit);
    Row row;
    put(row, law.expected_cost() - limit.expected_cost());
    for (const Value& value : {distance.tv, distance.kl_forward, distance.w1, distance.w2}) put(row, value);
    put(row, path_kl_to_limit(pair, chain));
    put(row, expansion ? expansion->leading_error(chain) : no_leading_error);
    return row;
  }

  /// With an axis for the schedules, or without one where there is a single schedule.
  Table table(const std::vector<Row>& rows, bool by_schedule) const;

 private:
  struct Run {
    std::size_t which_case;
    Schedule schedule;
    Chain chain;
  };
  struct LimitAndExpansion {
    LimitLaw law;
    std::optional<WeakErrorExpansion> expansion;  ///< none where E J is infinite
  };
  struct Limit {
    std::once_flag once;
    std::optional<LimitAndExpansion> found;
  };
  /// A limit depends on the case and on the ends of the grid.
  using LimitKey = std::tuple<std::size_t, double, double>;
  static LimitKey limit_key(std::size_t which_case, const TimeGrid& grid) {
    return {which_case, grid.first().value, grid.last().value};
  }

  const LimitAndExpansion& limit_of(std::size_t which_case, const Chain& chain) {
    Limit& limit = limits_.at(limit_key(which_case, chain.grid));
    std::call_once(limit.once, [&] {
      const GuidedPair& pair = cases_[which_case].pair;
      const LimitSpec spec = limit_spec(chain);
      limit.found = {fokker_planck_law(pair, spec), std::nullopt};
      if (limit.found->law.is_finite()) limit.found->expansion.emplace(pair, spec);
    });
    return *limit.found;
  }

  std::vector<Case> cases_;
  ErrorVsN parameters_;
  std::vector<Run> runs_;  ///< by case, schedule, scheme, steps
  std::map<LimitKey, Limit> limits_;
};

Table ErrorVsNRun::table(const std::vector<Row>& rows, bool by_schedule) const {
  std::vector<std::string> case_names;
  for (const Case& problem : cases_) case_names.push_back(problem.name);
  std::vector<std::string> scheme_names;
  for (const Scheme scheme : all_schemes) scheme_names.emplace_back(name(scheme));
  Table table(by_schedule ? "Error against the number of steps, schedule by schedule"
                          : "Error against the number of steps");
  std::vector<std::string> line_axes{"case"};
  table.add_axis({"case", "1", "data law", case_names});
  if (by_schedule) {
    std::vector<std::string> schedule_names;
    for (const Schedule schedule : parameters_.schedules) schedule_names.emplace_back(name(schedule));
    table.add_axis({"schedule", "1", "how the times are laid", schedule_names});
    line_axes.emplace_back("schedule");
  }
  line_axes.emplace_back("scheme");
  table.add_axis({"scheme", "1", "one-step rule", scheme_names});
  table.add_axis({"steps", "1", "number of transitions", parameters_.steps});
  const std::size_t n_steps = parameters_.steps.size();
  std::vector<RowReader> readers(rows.begin(), rows.end());
  for (const auto& [measure_name, long_name] : measures()) {
    std::vector<Value> values;
    for (RowReader& reader : readers) values.push_back(reader.value());
    std::vector<Value> orders;
    std::vector<double> first;
    std::vector<double> last;
    for (std::size_t start = 0; start < values.size(); start += n_steps) {
      OrderStudy order(measure_name);
      for (std::size_t k = 0; k < n_steps; ++k) order.add({parameters_.steps[k]}, values[start + k]);
      const OrderFit fit = order.fit();
      orders.push_back(fit.value());
      first.push_back(fit.n_first);
      last.push_back(fit.n_last);
    }
    table.add_values(measure_name, values, long_name);
    table.add_values(measure_name + "_order", orders, "order of " + measure_name + " in 1/N", "1", line_axes);
    table.add({measure_name + "_first", "1", "first N of the fit", line_axes, first});
    table.add({measure_name + "_last", "1", "last N of the fit", line_axes, last});
  }
  std::vector<Value> leading;
  for (RowReader& reader : readers) leading.push_back(reader.value());
  table.add_values("weak_error_leading", leading, "leading term of weak_error from its expansion, without a fit");
  return table;
}

Study make_study(std::vector<Case> cases, const ErrorVsN& parameters, const std::string& table_name, bool by_schedule) {
  const auto run = std::make_shared<ErrorVsNRun>(std::move(cases), parameters);
  Study study;
  study.units = run->units();
  study.row = [run](std::size_t unit, int) { return run->row(unit); };
  study.tables = [run, table_name, by_schedule](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{table_name, run->table(rows, by_schedule)}};
  };
  return study;
}

}  // namespace

std::vector<std::int64_t> doubled_steps(std::int64_t last) {
  std::vector<std::int64_t> steps;
  for (std::int64_t n = 32; n <= last; n *= 2) steps.push_back(n);
  return steps;
}

Study error_vs_n_study(std::vector<Case> cases, const ErrorVsN& parameters) {
  assert(parameters.schedules.size() == 1);
  return make_study(std::move(cases), parameters, "error_vs_n", false);
}

Study schedule_study(std::vector<Case> cases, const ErrorVsN& parameters) {
  return make_study(std::move(cases), parameters, "schedule", true);
}

}  // namespace plumbline
