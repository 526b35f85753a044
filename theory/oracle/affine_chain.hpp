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

/// G(y) = slope y + shift along one axis.
template <class Real>
struct AxisScore {
  Real slope;
  Real shift;
};

/// Of sqrt(t) x + sqrt(1 - t) Z for x of that variance.
template <class Real>
Real noised_variance(double variance, const Real& t) {
  return Real(t * variance + (1 - t));
}

/// The guided score s + omega (s - s^J) of affine scores s(y) = -(y - sqrt(t) m) / V, s^J likewise:
///   slope = omega / V^J - (1 + omega) / V,  shift = sqrt(t) ((1 + omega) m / V - omega m^J / V^J).
template <class Real>
AxisScore<Real> guided_axis_score(const AffineAxis& axis, const Real& t, const Real& omega) {
  using std::sqrt;
  const Real V = noised_variance(axis.variance, t);
  const Real V_J = noised_variance(axis.reweighted_variance, t);
  return {omega / V_J - (1 + omega) / V,
          sqrt(t) * ((1 + omega) * axis.mean / V - omega * axis.reweighted_mean / V_J)};
}

/// The law of Y_0.
template <class Real>
AxisGaussian<Real> axis_start(const AffineAxis& axis, Start start, const Real& t0) {
  using std::sqrt;
  if (start == Start::exact) return {sqrt(t0) * axis.mean, noised_variance(axis.variance, t0)};
  if (start == Start::reweighted) {
    return {sqrt(t0) * axis.reweighted_mean, noised_variance(axis.reweighted_variance, t0)};
  }
  return {Real(0), start == Start::sigma_max ? Real(1 - t0) : Real(1)};
}

/// One step of (27): Y' = A Y + B G(Y) + S Z.
template <class Real>
AxisGaussian<Real> axis_step(const AffineAxis& axis, const AxisGaussian<Real>& law, const Step<Real>& step) {
  const AxisScore<Real> score = guided_axis_score(axis, step.time, step.omega);
  const Real factor = step.A + step.B * score.slope;
  return {factor * law.mean + step.B * score.shift, factor * factor * law.variance + step.S * step.S};
}

/// O7 (theory/README.md, section 6): the law of the DISCRETE chain (27) when both scores are affine: a scalar recursion
/// for mean and variance along each axis, exact at every N, scheme, schedule and d. Real is double or a multiprecision
/// type; then the doubles that describe pair and grid are taken as exact, and only roundings of Real are left. Returned
/// along the axes of affine_axes(); throws InputError as that does.
template <class Real>
std::vector<AxisGaussian<Real>> affine_chain_law(const GuidedPair& pair, const Chain& chain) {
  const std::vector<Step<Real>> steps = make_steps<Real>(chain, pair);
  const Real t0 = chain.grid.first().value;
  std::vector<AxisGaussian<Real>> laws;
  for (const AffineAxis& axis : affine_axes(pair)) {
    AxisGaussian<Real> law = axis_start(axis, chain.start, t0);
    for (const Step<Real>& step : steps) law = axis_step(axis, law, step);
    laws.push_back(law);
  }
  return laws;
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
    const Real V = noised_variance(axes[i].variance, t);
    const Real V_J = noised_variance(axes[i].reweighted_variance, t);
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
