#pragma once

#include <cmath>

#include "theory/static/expectation.hpp"

namespace plumbline {

/// Expectations of the cost martingale h_t under the base marginal p_t on the line; J = h_1 (theory/README.md,
/// sections 1 and 3). Each comes as a template on Real (double: Gauss-Kronrod; Digits50: trapezoidal rule, two rules
/// that share nothing but the integrand) and as a Value in double. +infinity, with error 0, where the moment is
/// infinite. Throws InputError unless d = 1 and the law has a density at t.

/// E[h_t^q], any real q.
template <class Real>
Integral<Real> integrate_h_power(const GuidedPair& pair, Time t, double q) {
  using std::exp;
  const Real power = q;
  return expectation<Real>(pair, t, power,
                           [&](const Real& log_p, const Real& log_h) { return exp(Real(log_p + power * log_h)); });
}

/// E[h_t log h_t].
template <class Real>
Integral<Real> integrate_h_log_h(const GuidedPair& pair, Time t) {
  using std::exp;
  return expectation<Real>(pair, t, Real(1),
                           [](const Real& log_p, const Real& log_h) { return Real(exp(Real(log_p + log_h)) * log_h); });
}

/// Ent(h_t) = E[h_t log h_t] - E h_t log E h_t, formed as E[h_t log(h_t / E h_t)] without the cancellation.
template <class Real>
Integral<Real> integrate_entropy(const GuidedPair& pair, Time t) {
  using std::exp;
  using std::log;
  const Integral<Real> mean = integrate_h_power<Real>(pair, t, 1.0);
  const Real log_mean = log(mean.value);
  Integral<Real> result = expectation<Real>(pair, t, Real(1), [&](const Real& log_p, const Real& log_h) {
    return Real(exp(Real(log_p + log_h)) * (log_h - log_mean));
  });
  result.error += mean.error + logarithm_rounding<Real>(mean.value);
  return result;
}

/// dE[J(Y_1^w)]/dw at w = 0 for the exact start at t0: -2 (E[J log J] - E[h_{t0} log h_{t0}]), claim O3. A reward has
/// the opposite sign. As t0 -> 0 it tends to -2 Ent(J).
template <class Real>
Integral<Real> integrate_initial_slope(const GuidedPair& pair, Time t0) {
  const Integral<Real> data = integrate_h_log_h<Real>(pair, {1.0});
  const Integral<Real> start = integrate_h_log_h<Real>(pair, t0);
  const Real factor = pair.omega(-2.0);
  return {factor * (data.value - start.value), 2 * (data.error + start.error)};
}

Value expected_cost(const GuidedPair& pair);
Value expected_h_power(const GuidedPair& pair, Time t, double q);
Value expected_h_log_h(const GuidedPair& pair, Time t);
Value cost_entropy(const GuidedPair& pair, Time t = {1.0});
Value initial_slope(const GuidedPair& pair, Time t0);

}  // namespace plumbline
