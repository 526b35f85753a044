#include "verify/study/score_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
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
Value order_in_eps(const std::vector<double>& sizes, std::span<const Value> responses) {
  std::vector<OrderPoint> points;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (std::isfinite(responses[i].value)) points.push_back({1.0 / sizes[i], responses[i].value, responses[i].error});
  }
  constexpr double unused_confidence = 1e-6;
  return fit_order(points, unused_confidence).value();
}

/// The error has an effect on this chain.
bool makes_sense(const ScoreErrorStudy& parameters, ErrorKind kind, double w) {
  if (parameters.target == ErrorTarget::guided) return true;
  return kind != ErrorKind::worst_case && (parameters.target == ErrorTarget::base || w != 0.0);
}

/// One kind of error on one chain, at all sizes.
UnitCells measure(const ScoreErrorStudy& parameters, const GuidedPair& pair, const Chain& chain, ErrorKind kind) {
  const double w = chain.guidance.scale.value;
  const Baseline baseline(pair, chain, tolerance(law_tolerance));
  const Chain plain{chain.grid, chain.scheme, {{0.0}}, Start::exact};
  const Value unguided = chain_law(pair, plain, tolerance(law_tolerance)).expected_cost();
  UnitCells cells;
  cells.add("guided_cost", baseline.law.expected_cost()).add("unguided_cost", unguided);
  const auto add = [&cells](const Response& response) {
    for (const ResponseMeasure& measure : response_measures) cells.add(measure.name, response.*measure.member);
  };
  if (!makes_sense(parameters, kind, w)) {
    const Value none = Value::none("no such error");
    for (std::size_t i = 0; i < parameters.sizes.size(); ++i) add({none, none, none, none, none, none, none});
    return cells.add("lost_epsilon", none);
  }
  const ErrorSource source(baseline, {kind, parameters.target, parameters.seed});
  for (const double eps : parameters.sizes) {
    add(respond(baseline, source, source.of_size(eps, tolerance(law_tolerance))));
  }
  return cells.add("lost_epsilon", eps_where_improvement_is_lost(baseline, source, unguided.value, largest_eps,
                                                                 tolerance(root_tolerance)));
}

std::vector<StudyColumn> response_columns() {
  std::vector<StudyColumn> result;
  for (const ResponseMeasure& measure : response_measures) result.push_back({measure.name, measure.long_name});
  using enum StudyColumn::Kind;
  const std::vector<std::string> by_chain{"case", "w", "steps"};
  result.push_back({"lost_epsilon", "size at which the improvement is lost", value, {"case", "w", "steps", "kind"}});
  result.push_back({"guided_cost", "expected cost with true scores", value, by_chain});
  result.push_back({"unguided_cost", "expected cost at w = 0, true scores", value, by_chain});
  return result;
}

/// What E1 says of a cell: both bounds.
std::string bound_verdict(const Response& response) {
  if (!response.kl.is_known()) return "no such error";
  const Decision kl = check_at_most(response.kl, response.kl_bound);
  const Decision tv = check_at_most(response.tv, response.tv_bound);
  return verdict_text(worse(kl.verdict, tv.verdict) == kl.verdict ? kl : tv);
}

std::string harm_verdict(const Response& response, const Response* worst) {
  if (worst == nullptr || !response.harm.is_known() || !worst->harm.is_known()) return "nothing to compare";
  return verdict_text(check_at_most(response.harm, worst->harm));
}

std::vector<Response> responses_of(const Columns& measured) {
  std::vector<Response> result(measured.values("kl").size());
  for (const ResponseMeasure& measure : response_measures) {
    const std::vector<Value>& values = measured.values(measure.name);
    for (std::size_t i = 0; i < result.size(); ++i) result[i].*measure.member = values[i];
  }
  return result;
}

/// Slack and verdict of the bounds, and the harm against that of the worst case at the same place.
void add_verdicts(Table& table, const Columns& measured, const ScoreErrorStudy& parameters) {
  const auto& kinds = parameters.kinds;
  const std::size_t n_sizes = parameters.sizes.size();
  const auto worst =
      static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), ErrorKind::worst_case) - kinds.begin());
  const std::vector<Response> responses = responses_of(measured);
  std::vector<Value> slack;
  std::vector<std::string> bounds, harms;
  for (std::size_t i = 0; i < responses.size(); ++i) {
    slack.push_back(responses[i].tv_bound - responses[i].tv);
    bounds.push_back(bound_verdict(responses[i]));
    const std::size_t kind = i / n_sizes % kinds.size();
    const bool comparable = kind != worst && worst < kinds.size();
    harms.push_back(
        harm_verdict(responses[i], comparable ? &responses[i + worst * n_sizes - kind * n_sizes] : nullptr));
  }
  table.add_values("tv_slack", slack, "tv_bound - tv");
  table.add({"bound_verdict", "1", "kl <= kl_bound and tv <= tv_bound (E1)", {}, bounds});
  table.add({"harm_verdict", "1", "harm <= harm of the worst case of the same size", {}, harms});
}

void add_orders(Table& table, const Columns& measured, const std::vector<double>& sizes) {
  for (const std::string name : {"tv", "kl"}) {
    std::vector<Value> orders;
    for (const auto& line : lines(measured.values(name), sizes.size())) orders.push_back(order_in_eps(sizes, line));
    table.add_values(name + "_order", orders, "order of " + name + " in epsilon", "1", {"case", "w", "steps", "kind"});
  }
}

}  // namespace

std::vector<double> default_sizes() { return {0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32}; }

Study score_error_study(std::vector<Case> cases, ScoreErrorStudy parameters) {
  if (parameters.sizes.empty()) parameters.sizes = default_sizes();
  for (const ErrorKind kind : parameters.kinds) {
    if (!has_own_size(kind)) continue;
    throw InputError(fmt::format("{} has a size of its own", name(kind)), "--kind",
                     "give it to study score-error-paths");
  }
  for (const double eps : parameters.sizes) {
    if (eps > 0.0 && eps <= largest_eps) continue;
    throw InputError(fmt::format("eps = {}", eps), "--eps", fmt::format("give sizes in (0, {}]", largest_eps));
  }
  TableStudy study{"score_error",
                   fmt::format("Errors of the {} score: response, bound and what is left of the improvement",
                               name(parameters.target))};
  study.axes = {case_axis(cases), scale_axis(parameters.scales), steps_axis(parameters.steps),
                named_axis("kind", "shape of the score error", parameters.kinds)};
  study.inner = {
      number_axis("epsilon", "size of the error of the estimate, in the norm of E1", parameters.sizes, "epsilon = {}")};
  study.columns = response_columns();
  study.seeds = {parameters.seed.value};
  study.measure = [cases = std::move(cases), parameters](const Place& at, int) {
    const TimeGrid grid = make_grid(Schedule::log_uniform, {parameters.steps[at["steps"]]}, parameters.t0, {1.0});
    const Chain chain{grid, parameters.scheme, {{parameters.scales[at["w"]]}}, Start::exact};
    return measure(parameters, cases[at["case"]].pair, chain, parameters.kinds[at["kind"]]);
  };
  study.derive = [parameters](Table& table, const Columns& measured) {
    add_verdicts(table, measured, parameters);
    add_orders(table, measured, parameters.sizes);
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
