#pragma once

#include <fmt/format.h>

#include <limits>

#include "theory/base/input_error.hpp"
#include "theory/static/line_integral.hpp"
#include "theory/static/marginals.hpp"

namespace plumbline {

/// Throws InputError unless the pair lives on the line and its noised components all have positive variance at t.
inline void require_line(const GuidedPair& pair, Time t) {
  if (pair.dimension() != 1) {
    throw InputError(fmt::format("the problem has {} dimensions", pair.dimension()), "static integrals",
                     "give a problem in one dimension");
  }
  require_density(pair, t.value, "static integrals");
}

/// What the rounding of log h, a few units in the last place of logarithms of order 10, adds to E[h log h]-like
/// integrals whose integrand is `mass` times a difference of logarithms, and so may be small against it.
template <class Real>
Real logarithm_rounding(const Real& mass) {
  return 32 * std::numeric_limits<Real>::epsilon() * mass;
}

/// E[g(h_t(X_{1-t}))] = Int p_t g(h_t) dy on the line, for |g(h)| <= C (1 + |log h|) (1 + h^q).
///
/// `integrand(log_p, log_h)` returns p g(h); taking the logarithms lets it form one exponential, which neither
/// overflows nor loses the tails. +infinity when h^q outgrows p, decided in closed form: finite iff q (1/v_a - 1/v_b) <
/// 1/v_a with v_a, v_b the largest noised variances (claim H1 at w = 0, exact law).
template <class Real, class Integrand>
Integral<Real> expectation(const GuidedPair& pair, Time t, const Real& q, const Integrand& integrand) {
  using std::sqrt;
  require_line(pair, t);
  const Marginals<Real> marginals(pair, Real(t.value));
  const Real precision = 1 / marginals.base.widest();
  const Real decay = precision - q * (precision - 1 / marginals.reweighted.widest());
  if (decay <= 0) return {std::numeric_limits<Real>::infinity(), Real(0)};
  const auto log_size = [&](const Real& y) {
    const Real log_power = q * marginals.log_h(y);
    return Real(marginals.log_p(y) + (log_power > 0 ? log_power : Real(0)));
  };
  Window<Real> bulk{marginals.base.terms().front().mean, marginals.base.terms().front().mean};
  for (const auto& mixture : {marginals.base, marginals.reweighted}) {
    for (const auto& term : mixture.terms()) {
      bulk.low = std::min<Real>(bulk.low, term.mean - 5 * sqrt(term.variance));
      bulk.high = std::max<Real>(bulk.high, term.mean + 5 * sqrt(term.variance));
    }
  }
  const Real step = std::max<Real>(1 / sqrt(decay), 1 / sqrt(precision));
  const Window<Real> window = find_window(log_size, bulk.low, bulk.high, step);
  return integrate<Real>([&](const Real& y) { return Real(integrand(marginals.log_p(y), marginals.log_h(y))); },
                         window);
}

}  // namespace plumbline
