#include "verify/law_report/report_parts.hpp"

#include <cmath>

namespace plumbline {

void set_request(Json& report, const Case& problem, const LawRequest& request) {
  const Chain& chain = request.chain;
  report["case"] = problem.name;
  report["dimension"] = problem.pair.dimension();
  report["w"] = chain.guidance.scale.value;
  report["w_from"] = chain.guidance.from.value;
  report["w_to"] = chain.guidance.to.value;
  report["steps"] = chain.grid.steps().value;
  report["scheme"] = name(chain.scheme);
  report["schedule"] = name(request.family.schedule);
  report["t0"] = chain.grid.first().value;
  report["tend"] = chain.grid.last().value;
  report["start"] = name(chain.start);
}

void set_finiteness(Json& report, const GuidedPair& pair, const LawRequest& request, double q) {
  const Integrability verdict = integrability(pair, request.chain, q);
  if (!verdict.decided) {
    set_unknown(report, "finite", verdict.why);
    return set_unknown(report, "first_finite_steps", verdict.why);
  }
  report["finite"] = verdict.finite;
  report["why"] = verdict.why;
  const std::optional<StepCount> first = first_finite_steps(pair, request.family, q);
  if (first) {
    report["first_finite_steps"] = first->value;
  } else {
    set_unknown(report, "first_finite_steps", "infinite in the limit, or at every number of steps that was tried");
  }
}

void set_difference(Json& report, const std::string& key, const Value& a, const Value& b) {
  if (std::isinf(a.value) && std::isinf(b.value)) return set_unknown(report, key, "both sides are infinite");
  set_value(report, key, std::isinf(a.value) ? a : a - b);
}

}  // namespace plumbline
