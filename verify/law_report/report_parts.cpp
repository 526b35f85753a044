#include "verify/law_report/report_parts.hpp"

#include <cmath>
#include <limits>

#include "theory/base/value_arithmetic.hpp"

namespace plumbline {

Value none(const std::string& why) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, why};
}

bool is_none(const Value& value) { return std::isnan(value.value); }

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

Value difference(const Value& a, const Value& b) {
  if (is_none(a) || is_none(b)) return is_none(a) ? a : b;
  if (std::isinf(a.value) && std::isinf(b.value)) return none("both sides are infinite");
  return std::isinf(a.value) ? a : a - b;
}

LawOrNot<TiltedLaw> tilted_law(const GuidedPair& pair, const Chain& chain, Time t) {
  if (!chain.guidance.is_constant()) return {nullptr, "the guidance scale depends on t"};
  return law_or_why<TiltedLaw>([&] { return TiltedLaw(pair, chain.guidance.scale, t); });
}

}  // namespace plumbline
