#include "verify/study/score_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/imperfect/improvement.hpp"
#include "theory/imperfect/space_error.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/statistics/order_fit.hpp"

namespace plumbline {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
constexpr double largest_eps = 1.0;
constexpr double law_tolerance = 1e-9;
constexpr double root_tolerance = 1e-6;

/// What one size of one kind of error does to one chain.
struct Response {
  Value kl, tv, kl_bound, tv_bound, expected_cost, harm, predicted_harm;
};

struct ResponseMeasure {
  const char* name;
  const char* long_name;
  Value Response::*member;
};

constexpr ResponseMeasure response_measures[] = {
    {"kl", "KL of the chain with estimated scores from the chain with true ones", &Response::kl},
    {"tv", "total variation distance between the two", &Response::tv},
    {"kl_bound", "path KL, an upper bound of kl (E1)", &Response::kl_bound},
    {"tv_bound", "Pinsker's form of it, an upper bound of tv (E1)", &Response::tv_bound},
    {"expected_cost", "expected cost (or reward) of the chain with estimated scores", &Response::expected_cost},
    {"harm", "move of E J / (J + E J) against the objective", &Response::harm},
    {"predicted_harm", "the same to first order in the error", &Response::predicted_harm},
};

Response respond(const Baseline& baseline, const ErrorSource& source, const ImperfectLaw& imperfect) {
  const Divergences distance = divergences(imperfect.law, baseline.law);
  return {distance.kl_forward,
          distance.tv,
          imperfect.path_kl,
          pinsker(imperfect.path_kl),
          imperfect.law.expected_cost(),
          baseline.pair.sign() * (baseline.saturated_cost(imperfect.law) - baseline.saturated_cost(baseline.law)),
          {std::abs(source.response()) * imperfect.amplitude, 0.0, "gradient of the value function"}};
}

LawOptions tolerance(double value) {
  LawOptions options;
  options.tolerance = value;
  options.most_refinements = 3;
  return options;
}

/// The order of a response in eps, on the range that calls itself asymptotic.
Value order_in_eps(const std::vector<double>& sizes, const std::vector<Value>& responses) {
  std::vector<OrderPoint> points;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (std::isfinite(responses[i].value)) points.push_back({1.0 / sizes[i], responses[i].value, responses[i].error});
  }
  constexpr double unused_confidence = 1e-6;
  const OrderFit fit = fit_order(points, unused_confidence);
  return fit.value();
}

/// One kind of error on one chain, as it is kept in a row.
struct KindRow {
  Value guided, unguided;
  Value lost{no_value, 0.0, "no such error"};
  std::vector<Response> responses;  ///< by size
};

/// All the members of a row, in their order there.
template <class Each>
void for_each_value(KindRow& row, Each each) {
  for (Value* value : {&row.guided, &row.unguided, &row.lost}) each(*value);
  for (Response& response : row.responses) {
    for (const ResponseMeasure& measure : response_measures) each(response.*measure.member);
  }
}

class ScoreErrorRun {
 public:
  ScoreErrorRun(std::vector<Case> cases, ScoreErrorStudy parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {
    if (parameters_.sizes.empty()) parameters_.sizes = default_sizes();
    for (const ErrorKind kind : parameters_.kinds) {
      if (!has_own_size(kind)) continue;
      throw InputError(fmt::format("{} has a size of its own", name(kind)), "--kind",
                       "give it to study score-error-paths");
    }
    for (const double eps : parameters_.sizes) {
      if (!(eps > 0.0 && eps <= largest_eps)) {
        throw InputError(fmt::format("eps = {}", eps), "--eps", fmt::format("give sizes in (0, {}]", largest_eps));
      }
    }
  }

  std::vector<std::string> units() const {
    std::vector<std::string> names;
    for (const Case& problem : cases_) {
      for (const double w : parameters_.scales) {
        for (const std::int64_t n : parameters_.steps) {
          for (const ErrorKind kind : parameters_.kinds) {
            names.push_back(fmt::format("{} w = {:.3g} N = {} {}", problem.name, w, n, name(kind)));
          }
        }
      }
    }
    return names;
  }

  Row row(std::size_t unit) const {
    const auto take = [&unit](const auto& list) -> const auto& {
      const auto& item = list[unit % list.size()];
      unit /= list.size();
      return item;
    };
    const ErrorKind kind = take(parameters_.kinds);
    const std::int64_t n_steps = take(parameters_.steps);
    const double w = take(parameters_.scales);
    KindRow result = measure(take(cases_), w, n_steps, kind);
    Row row;
    for_each_value(result, [&row](const Value& value) { put(row, value); });
    return row;
  }

  std::uint64_t seed() const { return parameters_.seed.value; }
  Table table(const std::vector<Row>& rows) const;

 private:
  /// The error has an effect on this chain.
  bool makes_sense(ErrorKind kind, double w) const {
    if (parameters_.target == ErrorTarget::guided) return true;
    return kind != ErrorKind::worst_case && (parameters_.target == ErrorTarget::base || w != 0.0);
  }

  KindRow measure(const Case& problem, double w, std::int64_t n_steps, ErrorKind kind) const {
    const TimeGrid grid = make_grid(Schedule::log_uniform, {n_steps}, parameters_.t0, {1.0});
    const Baseline baseline(problem.pair, {grid, parameters_.scheme, {{w}}, Start::exact}, tolerance(law_tolerance));
    const Chain plain{grid, parameters_.scheme, {{0.0}}, Start::exact};
    KindRow row;
    row.guided = baseline.law.expected_cost();
    row.unguided = chain_law(problem.pair, plain, tolerance(law_tolerance)).expected_cost();
    if (!makes_sense(kind, w)) {
      const Value none{no_value, 0.0, "no such error"};
      row.responses.assign(parameters_.sizes.size(), {none, none, none, none, none, none, none});
      return row;
    }
    const ErrorSource source(baseline, {kind, parameters_.target, parameters_.seed});
    for (const double eps : parameters_.sizes) {
      row.responses.push_back(respond(baseline, source, source.of_size(eps, tolerance(law_tolerance))));
    }
    row.lost =
        eps_where_improvement_is_lost(baseline, source, row.unguided.value, largest_eps, tolerance(root_tolerance));
    return row;
  }

  std::vector<KindRow> read(const std::vector<Row>& rows) const {
    std::vector<KindRow> result;
    for (const Row& row : rows) {
      RowReader reader(row);
      KindRow& kind_row = result.emplace_back();
      kind_row.responses.resize(parameters_.sizes.size());
      for_each_value(kind_row, [&reader](Value& value) { value = reader.value(); });
    }
    return result;
  }

  std::vector<Case> cases_;
  ScoreErrorStudy parameters_;
};

/// What E1 says of a cell: both bounds.
std::string bound_verdict(const Response& response) {
  if (std::isnan(response.kl.value)) return "no such error";
  const Decision kl = check_at_most(response.kl, response.kl_bound);
  const Decision tv = check_at_most(response.tv, response.tv_bound);
  return verdict_text(worse(kl.verdict, tv.verdict) == kl.verdict ? kl : tv);
}

std::string harm_verdict(const Response& response, const Response* worst) {
  if (worst == nullptr || std::isnan(response.harm.value) || std::isnan(worst->harm.value)) return "nothing to compare";
  return verdict_text(check_at_most(response.harm, worst->harm));
}

Table ScoreErrorRun::table(const std::vector<Row>& rows) const {
  const std::vector<KindRow> kind_rows = read(rows);
  const std::size_t n_kinds = parameters_.kinds.size();
  const auto worst =
      std::find(parameters_.kinds.begin(), parameters_.kinds.end(), ErrorKind::worst_case) - parameters_.kinds.begin();
  Table table(fmt::format("Errors of the {} score: response, bound and what is left of the improvement",
                          name(parameters_.target)));
  std::vector<std::string> case_names;
  std::vector<std::string> kind_names;
  for (const Case& problem : cases_) case_names.push_back(problem.name);
  for (const ErrorKind kind : parameters_.kinds) kind_names.emplace_back(name(kind));
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"w", "1", "guidance scale", parameters_.scales});
  table.add_axis({"steps", "1", "number of transitions", parameters_.steps});
  table.add_axis({"kind", "1", "shape of the score error", kind_names});
  table.add_axis({"epsilon", "1", "size of the error of the estimate, in the norm of E1", parameters_.sizes});
  for (const ResponseMeasure& measure : response_measures) {
    std::vector<Value> values;
    for (const KindRow& row : kind_rows) {
      for (const Response& response : row.responses) values.push_back(response.*measure.member);
    }
    table.add_values(measure.name, values, measure.long_name);
  }
  std::vector<Value> slack;
  std::vector<std::string> bounds;
  std::vector<std::string> harms;
  std::vector<Value> tv_order, kl_order, lost, guided, unguided;
  for (std::size_t i = 0; i < kind_rows.size(); ++i) {
    const KindRow& row = kind_rows[i];
    const std::size_t of_worst = i - i % n_kinds + static_cast<std::size_t>(worst);
    std::vector<Value> tv, kl;
    for (std::size_t k = 0; k < row.responses.size(); ++k) {
      const Response& response = row.responses[k];
      slack.push_back(response.tv_bound - response.tv);
      bounds.push_back(bound_verdict(response));
      const bool comparable = of_worst != i && static_cast<std::size_t>(worst) < n_kinds;
      harms.push_back(harm_verdict(response, comparable ? &kind_rows[of_worst].responses[k] : nullptr));
      tv.push_back(response.tv);
      kl.push_back(response.kl);
    }
    tv_order.push_back(order_in_eps(parameters_.sizes, tv));
    kl_order.push_back(order_in_eps(parameters_.sizes, kl));
    lost.push_back(row.lost);
    if (i % n_kinds == 0) {
      guided.push_back(row.guided);
      unguided.push_back(row.unguided);
    }
  }
  const std::vector<std::string> by_kind{"case", "w", "steps", "kind"};
  table.add_values("tv_slack", slack, "tv_bound - tv");
  table.add({"bound_verdict", "1", "kl <= kl_bound and tv <= tv_bound (E1)", {}, bounds});
  table.add({"harm_verdict", "1", "harm <= harm of the worst case of the same size", {}, harms});
  table.add_values("tv_order", tv_order, "order of tv in epsilon", "1", by_kind);
  table.add_values("kl_order", kl_order, "order of kl in epsilon", "1", by_kind);
  table.add_values("lost_epsilon", lost, "size at which the improvement is lost", "1", by_kind);
  table.add_values("guided_cost", guided, "expected cost with true scores", "1", {"case", "w", "steps"});
  table.add_values("unguided_cost", unguided, "expected cost at w = 0, true scores", "1", {"case", "w", "steps"});
  return table;
}

}  // namespace

std::vector<double> default_sizes() { return {0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32}; }

Study score_error_study(std::vector<Case> cases, ScoreErrorStudy parameters) {
  const auto run = std::make_shared<const ScoreErrorRun>(std::move(cases), std::move(parameters));
  Study study;
  study.units = run->units();
  study.seeds = {run->seed()};
  study.row = [run](std::size_t unit, int) { return run->row(unit); };
  study.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"score_error", run->table(rows)}};
  };
  return study;
}

}  // namespace plumbline
