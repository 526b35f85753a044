#include "verify/law_report/report_parts.hpp"

#include <optional>

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

LawOrNot<TiltedLaw> tilted_law(const GuidedPair& pair, const Chain& chain, Time t) {
  if (!chain.guidance.is_constant()) return {nullptr, "the guidance scale depends on t"};
  return law_or_why<TiltedLaw>([&] { return TiltedLaw(pair, chain.guidance.scale, t); });
}

Reduction reduce_to_plane(const GuidedPair& pair) {
  if (pair.dimension() == 2) return {pair, Eigen::MatrixXd::Identity(2, 2), 0, 1.0};
  return reduce(pair);
}

}  // namespace plumbline
