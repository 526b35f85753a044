#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "theory/oracle/affine_axes.hpp"
#include "theory/problem/chain.hpp"

namespace plumbline {

/// N(mean, variance) along one axis.
template <class Real>
struct AxisGaussian {
  Real mean;
  Real variance;
};

/// O7 (theory/README.md, section 6): the law of the DISCRETE chain (27) when both scores are affine. Along each axis
///   s(y) = -(y - sqrt(t) m) / V,  s^J likewise,  so  Y' = (A + B kappa) Y + B c + S Z,
///   kappa = -(1 + omega) / V + omega / V^J,  c = sqrt(t) ((1 + omega) m / V - omega m^J / V^J),
/// a scalar recursion for mean and variance, exact at every N, scheme, schedule and d. Real is double or a
/// multiprecision type; then the doubles that describe pair and grid are taken as exact, and only roundings of Real are
/// left. Returned along the axes of affine_axes(); throws InputError as that does.
template <class Real>
std::vector<AxisGaussian<Real>> affine_chain_law(const GuidedPair& pair, const Chain& chain) {
  using std::sqrt;
  const std::vector<Step<Real>> steps = make_steps<Real>(chain, pair);
  std::vector<AxisGaussian<Real>> law;
  for (const auto& [m, v, m_J, v_J] : affine_axes(pair)) {
    const auto noised = [](double variance, const Real& t) { return Real(t * variance + (1 - t)); };
    const Real t0 = chain.grid.first().value;
    Real mean = 0;
    Real variance = chain.start == Start::sigma_max ? Real(1 - t0) : Real(1);
    if (chain.start == Start::exact) {
      mean = sqrt(t0) * m;
      variance = noised(v, t0);
    } else if (chain.start == Start::reweighted) {
      mean = sqrt(t0) * m_J;
      variance = noised(v_J, t0);
    }
    for (const auto& [t, A, B, S, omega] : steps) {
      const Real V = noised(v, t);
      const Real V_J = noised(v_J, t);
      const Real factor = A + B * (omega / V_J - (1 + omega) / V);
      const Real shift = B * sqrt(t) * ((1 + omega) * m / V - omega * m_J / V_J);
      mean = factor * mean + shift;
      variance = factor * factor * variance + S * S;
    }
    law.push_back({mean, variance});
  }
  return law;
}

/// E[h_t(Y)^q] for Y with that law: h_t is E J N(m^J, V^J) / N(m, V), an exponential of a quadratic, so along each axis
///   E exp(q (c + b Y - r Y^2 / 2)) = (1 + q r sigma^2)^(-1/2) exp(q c + (q^2 b^2 sigma^2 + 2 q b mu - q r mu^2)
///                                    / (2 (1 + q r sigma^2))),  r = 1/V^J - 1/V,
/// +infinity when 1 + q r sigma^2 <= 0. Precondition: positive noised variances at t.
template <class Real>
Real affine_expected_cost(const GuidedPair& pair, const std::vector<AxisGaussian<Real>>& law, Time time, double power) {
  using std::exp;
  using std::log;
  using std::sqrt;
  const Real t = time.value;
  const Real q = power;
  Real exponent = q * log(Real(pair.expected));
  const std::vector<AffineAxis> axes = affine_axes(pair);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Real V = t * axes[i].variance + (1 - t);
    const Real V_J = t * axes[i].reweighted_variance + (1 - t);
    const Real m = sqrt(t) * axes[i].mean;
    const Real m_J = sqrt(t) * axes[i].reweighted_mean;
    const Real r = (V - V_J) / (V * V_J);
    const Real b = m_J / V_J - m / V;
    const Real c = (m * m / V - m_J * m_J / V_J - log(Real(V_J / V))) / 2;
    const auto& [mu, sigma_squared] = law[i];
    const Real widening = 1 + q * r * sigma_squared;
    if (widening <= 0) return std::numeric_limits<Real>::infinity();
    exponent +=
        q * c + (q * q * b * b * sigma_squared + 2 * q * b * mu - q * r * mu * mu) / (2 * widening) - log(widening) / 2;
  }
  return exp(exponent);
}

}  // namespace plumbline
