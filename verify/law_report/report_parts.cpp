#include "verify/law_report/report_parts.hpp"

#include <optional>

#include "theory/base/value_arithmetic.hpp"

namespace plumbline {

Finiteness finiteness(const GuidedPair& pair, const LawRequest& request, double q) {
  const Integrability verdict = integrability(pair, request.chain(), q);
  if (!verdict.decided) return {{{}, verdict.why}, "", {{}, verdict.why}};
  Finiteness result{{verdict.finite, ""}, verdict.why, {}};
  if (const std::optional<StepCount> first = first_finite_steps(pair, request.family, q)) {
    result.first_finite_steps.fact = first->value;
  } else {
    result.first_finite_steps.why_not = "infinite in the limit, or at every number of steps that was tried";
  }
  return result;
}

TiltedReport tilted_report(const LawOrNot<TiltedLaw>& tilted, const Value& limit_cost,
                           const std::function<Value(const TiltedLaw&)>& tv) {
  TiltedReport report;
  report.normalisable = static_cast<bool>(tilted);
  report.why = tilted ? "p^(1 + omega) (p^J)^(-omega) has a finite integral" : tilted.why_not;
  report.normaliser = tilted.value([](const TiltedLaw& law) { return law.normaliser(); });
  report.expected_cost = tilted.value([](const TiltedLaw& law) { return law.expected_cost(); });
  report.tv = tilted.value(tv);
  report.cost_difference = report.expected_cost - limit_cost;
  return report;
}

LawOrNot<TiltedLaw> tilted_law(const GuidedPair& pair, const Chain& chain, Time t) {
  if (!chain.guidance.is_constant()) return {nullptr, "the guidance scale depends on t"};
  return law_or_why<TiltedLaw>([&] { return TiltedLaw(pair, chain.guidance.scale, t); });
}

Reduction reduce_to_plane(const GuidedPair& pair) {
  if (pair.dimension() == 2) return {pair, Eigen::MatrixXd::Identity(2, 2), 0, 1.0};
  return reduce(pair);
}

}  // namespace plumbline
