#include "theory/oracle/path_kl.hpp"

#include <cassert>

#include "theory/base/value_arithmetic.hpp"
#include "theory/static/mixture_divergences.hpp"

namespace plumbline {

Value expected_log_h(const GuidedPair& pair, Time t0) {
  const Value kl = kl_base_to_reweighted(pair, t0);  // E log(p / p^J) = log E J - E log h
  return log(Value{pair.expected, 0.0, kl.how}) - kl;
}

Value path_kl(const GuidedPair& pair, GuidanceScale w, Time t0, const Value& end_log_cost) {
  const double omega = pair.omega(w.value);
  assert(omega != -0.5);
  const Value start = expected_log_h(pair, t0);
  const double factor = omega * omega / (2.0 * omega + 1.0);
  return named(factor * (start - end_log_cost), "O5 from E log J at both ends");
}

}  // namespace plumbline
