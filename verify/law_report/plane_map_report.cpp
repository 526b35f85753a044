#include <optional>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/integrability/map_integrability.hpp"
#include "theory/plane/plane_map_law.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/report_parts.hpp"

namespace plumbline {
namespace {

PlaneMapOptions options_for(double cost_power) {
  PlaneMapOptions options;
  options.cost_power = cost_power;
  return options;
}

Value cost(const PlaneMapLaw& law, const Integrability& verdict, double q) {
  return value_or_why([&] { return law.expected_cost(verdict, q); });
}

Finiteness finiteness(const Integrability& verdict) {
  return {{verdict.decided ? std::optional(verdict.finite) : std::nullopt, verdict.why},
          verdict.why,
          {{}, steps_not_searched}};
}

LawOrNot<PlaneMapLaw> limit_of(const GuidedPair& pair, const LawRequest& request, const PlaneMapOptions& options) {
  if (!request.limit) return {nullptr, limit_not_wanted};
  return law_or_why<PlaneMapLaw>([&] {
    const LimitSpec spec = limit_spec(request.chain());
    return PlaneMapLaw(pair, spec, plane_flow_map(pair, spec), options);
  });
}

/// The largest of the powers, 1 among them, whose moment is known to be finite; 0 if none is: those that are not have
/// no place that a window could hold.
template <class Verdict>
double judged_power(const std::vector<double>& powers, const Verdict& verdict) {
  const auto is_finite = [&](double q) { return verdict(q).finite; };
  return largest_finite(powers, is_finite(1.0) ? 1.0 : 0.0, is_finite);
}

}  // namespace

void report_of_plane_map(LawReport& report, const Case& problem, const LawRequest& request, ProgressMode mode) {
  const Chain chain = request.chain();
  const GuidedPair& pair = problem.pair;
  if (!request.times.empty() || request.densities) {
    throw InputError("the image of a law in the plane by a map has expectations, but no density here", "--at or --out",
                     "leave it out");
  }
  Progress progress("law in the plane", 2, mode);
  const LimitSpec ends{chain.grid.first(), chain.grid.last(), chain.guidance, chain.start, 0.0};
  const auto verdict = [&](double q) { return map_integrability(pair, chain, q); };
  const auto of_limit = [&](double q) { return limit_integrability(pair, ends, q); };
  const PlaneMapLaw law(pair, ends, plane_chain_map(pair, chain),
                        options_for(judged_power(request.powers, verdict)));
  progress.advance("chain");
  const LawOrNot<PlaneMapLaw> limit = limit_of(pair, request, options_for(judged_power(request.powers, of_limit)));
  progress.advance("limit");
  const auto limit_cost = [&](double q) {
    return limit.value([&](const PlaneMapLaw& flow) { return flow.expected_cost(of_limit(q), q); });
  };
  report.finiteness = finiteness(verdict(1.0));
  report.expected_cost = cost(law, verdict(1.0), 1.0);
  report.mean = {law.mean_x(), law.mean_y()};
  report.second_moment = law.second_moment();
  report.mass_defect = law.mass_defect();
  const Value no_density = Value::none("the image of a law in the plane by a map: no density is computed");
  report.tv = report.kl = report.w1 = report.w2 = no_density;
  report.path_kl_bound = Value::none(no_path_kl);
  report.limit.expected_cost = limit_cost(1.0);
  for (const double q : request.powers) {
    report.powers.push_back({q, finiteness(verdict(q)), cost(law, verdict(q), q), limit_cost(q), std::nullopt});
  }
}

}  // namespace plumbline
