#include "verify/study/error_vs_n.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "theory/base/computed_once.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/agreement.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/divergence/path_kl.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/line_law.hpp"
#include "theory/law/weak_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

const std::vector<StudyColumn> error_columns = {
    {"weak_error", "E J(Y_N) - E J(Y_1), signed"},
    {"tv", "total variation distance"},
    {"kl", "KL divergence of the chain from its limit"},
    {"w1", "Wasserstein distance of order 1"},
    {"w2", "Wasserstein distance of order 2"},
    {"path_kl_bound", "Girsanov path KL, an upper bound of kl"},
    {"weak_error_leading", "leading term of weak_error from its expansion, without a fit"},
};

const Value no_leading_error = Value::none("the expected cost is infinite");

/// The cases and their limits, each computed when a chain first asks for it.
struct Limits {
  struct Limit {
    ResolvedLaw law;
    std::optional<WeakErrorExpansion> expansion;  ///< none where E J is infinite, or the limit is not (26)
  };
  std::vector<Case> cases;
  ComputedOnce<std::tuple<std::size_t, double, double, double>, Limit> known;  ///< by case, ends, noise share

  const Limit& of(std::size_t which, const Chain& chain) {
    const LimitSpec spec = limit_spec(chain);
    return known.get({which, spec.t0.value, spec.tend.value, spec.noise_share}, [&]() -> Limit {
      const GuidedPair& pair = cases[which].pair;
      if (spec.noise_share == 0.0) return {flow_law(pair, spec).density(), std::nullopt};
      Limit limit{fokker_planck_law(pair, spec), std::nullopt};
      if (spec.noise_share == 1.0 && limit.law.is_finite()) limit.expansion.emplace(pair, spec);
      return limit;
    });
  }
};

Divergences distances(const LineLaw& law, const ResolvedLaw& limit) {
  try {
    return divergences(law.density(), limit);
  } catch (const OutOfReach& folded) {
    const Value none = Value::none(folded.what());
    return {none, none, none, none, none, none};
  }
}

bool is_expanded(const Scheme& scheme) {
  return std::find(all_schemes.begin(), all_schemes.end(), scheme) != all_schemes.end();
}

UnitCells measure(Limits& limits, std::size_t which, const Chain& chain) {
  const GuidedPair& pair = limits.cases[which].pair;
  const Limits::Limit& limit = limits.of(which, chain);
  const auto& expansion = limit.expansion;
  const LineLaw law = line_law(pair, chain);
  const Divergences distance = distances(law, limit.law);
  Value kl = distance.kl_forward;
  Value path_kl = Value::none("known for ddpm, exponential and euler");
  Value leading = path_kl;
  if (is_expanded(chain.scheme)) {
    std::tie(kl, path_kl) = held_under(kl, path_kl_to_limit(pair, chain));
    leading = expansion ? expansion->leading_error(chain) : no_leading_error;
  }
  return UnitCells()
      .add("weak_error", law.expected_cost() - limit.law.expected_cost())
      .add("tv", distance.tv)
      .add("kl", kl)
      .add("w1", distance.w1)
      .add("w2", distance.w2)
      .add("path_kl_bound", path_kl)
      .add("weak_error_leading", leading);
}

/// The order of every measure in 1/N, over `axes`, all but the steps.
void add_orders(Table& table, const Columns& measured, const std::vector<std::int64_t>& steps,
                const std::vector<std::string>& axes) {
  for (const StudyColumn& column : error_columns) {
    if (column.name == "weak_error_leading") continue;
    std::vector<Value> orders;
    std::vector<double> first, last;
    for (const auto& line : lines(measured.values(column.name), steps.size())) {
      OrderStudy order(column.name);
      for (std::size_t k = 0; k < steps.size(); ++k) order.add({steps[k]}, line[k]);
      const OrderFit fit = order.fit();
      orders.push_back(fit.value());
      first.push_back(fit.n_first);
      last.push_back(fit.n_last);
    }
    table.add_values(column.name + "_order", orders, "order of " + column.name + " in 1/N", "1", axes);
    table.add({column.name + "_first", "1", "first N of the fit", axes, first});
    table.add({column.name + "_last", "1", "last N of the fit", axes, last});
  }
}

Study make_study(std::vector<Case> cases, ErrorVsN parameters, TableStudy study, bool by_schedule) {
  require_on_line(cases, "error-vs-n");
  parameters.w = guidance_scale(parameters.w.value);
  const auto chain = [parameters](Schedule schedule, Scheme scheme, std::int64_t n) {
    return Chain{make_grid(schedule, {n}, parameters.t0, {1.0}), scheme, {parameters.w}};
  };
  for (const Scheme& scheme : parameters.schemes) require_limit(scheme, "error-vs-n");
  for (const Schedule schedule : parameters.schedules) {
    for (const std::int64_t n : parameters.steps) chain(schedule, Scheme::ddpm, n);  // refuses before the work starts
  }
  study.axes = {case_axis(cases)};
  if (by_schedule) study.axes.push_back(named_axis("schedule", "how the times are laid", parameters.schedules));
  study.axes.push_back(named_axis("scheme", "rule of the sampler", parameters.schemes));
  std::vector<std::string> all_but_steps;
  for (const StudyAxis& axis : study.axes) all_but_steps.push_back(axis.axis.name);
  study.axes.push_back(steps_axis(parameters.steps));
  study.columns = error_columns;
  const auto limits = std::make_shared<Limits>();
  limits->cases = std::move(cases);
  study.measure = [limits, parameters, chain](const Place& at, int) {
    return measure(
        *limits, at["case"],
        chain(parameters.schedules[at["schedule"]], parameters.schemes[at["scheme"]], parameters.steps[at["steps"]]));
  };
  study.derive = [steps = parameters.steps, all_but_steps](Table& table, const Columns& measured) {
    add_orders(table, measured, steps, all_but_steps);
  };
  return study_of(std::move(study));
}

}  // namespace

std::vector<std::int64_t> doubled_steps(std::int64_t last) {
  std::vector<std::int64_t> steps;
  for (std::int64_t n = 32; n <= last; n *= 2) steps.push_back(n);
  return steps;
}

Study error_vs_n_study(std::vector<Case> cases, const ErrorVsN& parameters) {
  assert(parameters.schedules.size() == 1);
  return make_study(std::move(cases), parameters, {"error_vs_n", "Error against the number of steps"}, false);
}

Study schedule_study(std::vector<Case> cases, const ErrorVsN& parameters) {
  return make_study(std::move(cases), parameters,
                    {"schedule", "Error against the number of steps, schedule by schedule"}, true);
}

}  // namespace plumbline
