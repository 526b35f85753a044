#include "theory/oracle/power_identity.hpp"

#include "theory/static/cost_integrals.hpp"

namespace plumbline {

double invariant_power(const GuidedPair& pair, GuidanceScale w) { return 1.0 + 2.0 * pair.omega(w.value); }

Value power_identity(const GuidedPair& pair, GuidanceScale w, Time t0) {
  return expected_h_power(pair, t0, invariant_power(pair, w));
}

Trend power_trend(const GuidedPair& pair, GuidanceScale w, double q) {
  const double sign = q * (q - invariant_power(pair, w));
  if (sign == 0.0) return Trend::constant;
  return sign < 0.0 ? Trend::decreasing : Trend::increasing;
}

}  // namespace plumbline
