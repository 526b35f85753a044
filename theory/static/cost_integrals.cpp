#include "theory/static/cost_integrals.hpp"

namespace plumbline {
namespace {

Value by_gauss_kronrod(const Integral<double>& integral) { return to_value(integral, "Gauss-Kronrod, 61 points"); }

}  // namespace

Value expected_cost(const GuidedPair& pair) { return expected_h_power(pair, {1.0}, 1.0); }

Value expected_h_power(const GuidedPair& pair, Time t, double q) {
  return by_gauss_kronrod(integrate_h_power<double>(pair, t, q));
}

Value expected_h_log_h(const GuidedPair& pair, Time t) { return by_gauss_kronrod(integrate_h_log_h<double>(pair, t)); }

Value cost_entropy(const GuidedPair& pair, Time t) { return by_gauss_kronrod(integrate_entropy<double>(pair, t)); }

Value initial_slope(const GuidedPair& pair, Time t0) {
  return by_gauss_kronrod(integrate_initial_slope<double>(pair, t0));
}

}  // namespace plumbline
