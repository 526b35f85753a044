#include "theory/tilted/tilted_law.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/problem/input_error.hpp"
#include "theory/static/cost_integrals.hpp"

namespace plumbline {
namespace {

/// E[h^(-omega)], refused where it is infinite.
Value require_power_mean(const GuidedPair& pair, double omega, Time t) {
  const Value mean = expected_h_power(pair, t, -omega);
  if (std::isinf(mean.value)) {
    throw InputError(
        fmt::format("p^{:g} times the reweighted law to the power {:g} has no finite integral", 1.0 + omega, -omega),
        "tilted law", "choose a guidance scale closer to 0");
  }
  return mean;
}

}  // namespace

TiltedLaw::TiltedLaw(const GuidedPair& pair, GuidanceScale w, Time t)
    : pair_(pair),
      time_(t),
      omega_(pair.omega(w.value)),
      marginals_((require_line(pair, t), pair), t.value),
      power_mean_(require_power_mean(pair, omega_, t)) {
  const double scale = std::pow(pair.expected, omega_);
  normaliser_ = {scale * power_mean_.value, scale * power_mean_.error, power_mean_.how};
}

double TiltedLaw::log_density(double y) const {
  return marginals_.log_p(y) - omega_ * marginals_.log_h(y) - std::log(power_mean_.value);
}

Value TiltedLaw::expected_cost(double q) const {
  const Value moment = expected_h_power(pair_, time_, q - omega_);
  if (std::isinf(moment.value)) return moment;
  const double ratio = moment.value / power_mean_.value;
  return {ratio, (moment.error + ratio * power_mean_.error) / power_mean_.value, moment.how};
}

}  // namespace plumbline
