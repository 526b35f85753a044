#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "theory/divergence/divergence.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/line_law.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

void set_distances(LawReport& report, const LineLaw& chain, const LawOrNot<ResolvedLaw>& limit) {
  const auto density = law_or_why<ResolvedLaw>([&] { return chain.density(); });
  const auto distances = law_or_why<Divergences>([&] {
    if (!density) throw OutOfReach(Unreached::out_of_range, density.why_not, "distances", "compare expectations");
    if (!limit) throw OutOfReach(Unreached::undecided, limit.why_not, "distances", "ask for the limit");
    return divergences(*density, *limit);
  });
  const auto from_limit = [&](Value Divergences::*member) {
    return distances.value([&](const Divergences& distance) { return distance.*member; });
  };
  set_divergences<Divergences>(report, from_limit);
}

Value cost(const LineLaw& law, double q = 1.0) {
  return value_or_why([&] { return law.expected_cost(q); });
}

/// The first finite number of steps is searched for among one-step rules only.
Finiteness finiteness(const LineLaw& law, double q) {
  return {{law.is_finite(q), ""}, law.why_finite(q), {{}, steps_not_searched}};
}

LawOptions options_for(const std::vector<double>& powers) {
  LawOptions options;
  for (const double q : powers) options.cost_power = std::max(options.cost_power, q);
  return options;
}

LawOrNot<ResolvedLaw> limit_of(const GuidedPair& pair, const LawRequest& request, const LawOptions& options) {
  if (!request.limit) return {nullptr, limit_not_wanted};
  return law_or_why<ResolvedLaw>([&]() -> ResolvedLaw {
    const LimitSpec spec = limit_spec(request.chain());
    if (spec.noise_share > 0.0) return fokker_planck_law(pair, spec, options);
    return flow_law(pair, spec, options).density();
  });
}

}  // namespace

void report_of_map(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode mode) {
  const Chain chain = request.chain();
  if (problem.pair.dimension() != 1) {
    throw InputError(fmt::format("the law of {} is known on the line alone, and case {} has dimension {}",
                                 report.scheme, problem.name, problem.pair.dimension()),
                     "law", "give a case of one dimension, or a scheme with noise, ending before t = 1");
  }
  if (!request.times.empty()) {
    throw InputError("the density of such a chain is known at its last time only", "--at", "leave it out");
  }
  const LawOptions options = options_for(request.powers);
  Progress progress("law", 3, mode);
  const LineLaw law = line_law(problem.pair, chain, options);
  progress.advance("chain");
  const LawOrNot<ResolvedLaw> limit = limit_of(problem.pair, request, options);
  progress.advance("limit");
  report.finiteness = finiteness(law, 1.0);
  report.expected_cost = cost(law);
  report.mean = {law.mean()};
  report.second_moment = law.second_moment();
  report.mass_defect = law.mass_defect();
  report.limit.expected_cost = limit.value([](auto& flow) { return flow.expected_cost(); });
  set_distances(report, law, limit);
  report.cost_difference = report.expected_cost - report.limit.expected_cost;
  report.mean_difference = law.mean() - limit.value([](auto& flow) { return flow.mean(); });
  report.second_moment_difference = law.second_moment() - limit.value([](auto& flow) { return flow.second_moment(); });
  report.path_kl_bound = Value::none(no_path_kl);
  for (const double q : request.powers) {
    const Value of_limit = limit.value([q](auto& flow) { return flow.expected_cost(q); });
    report.powers.push_back({q, finiteness(law, q), cost(law, q), of_limit, cost(law, q) - of_limit});
  }
  progress.advance("distances");
}

}  // namespace plumbline
