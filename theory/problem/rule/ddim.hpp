#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// DDIM(eta) of Song, Meng and Ermon (2021), equation 16: with sigma^2 = 1 - t, a = t_from / t_to and
/// v = eta^2 (sigma_to^2 / sigma_from^2) (1 - a),
///   A = a^(-1/2),  B = sigma_from ( a^(-1/2) sigma_from - sqrt(sigma_to^2 - v) ),  S^2 = v.
/// eta = 0 is deterministic, and the same as DPM-Solver++(1) and as Euler in the coordinates x / sqrt(t).
struct Ddim {
  double eta = 0.0;

  static constexpr std::string_view stem = "ddim";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::increment;
  static constexpr std::array<RuleParameter<Ddim>, 1> parameters() { return {{{"ETA", &Ddim::eta, 0.0, 1.0}}}; }
  constexpr double noise_share() const { return eta * eta; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::sqrt;
    const Real kappa = Real(eta) * Real(eta);
    const Real growth = sqrt(t_to / t_from);
    const Real ratio = (t_to - t_from) / t_from;
    const Real shrink = (1 - t_to) / (1 - t_from);  // sigma_to^2 / sigma_from^2
    const Real v = kappa * shrink * (t_to - t_from) / t_to;
    // sigma_to^2 - v, and a^(-1) sigma_from^2 - sigma_to^2 = (1 - a) / a
    const Real kept = (1 - t_to) * ((1 - kappa) + kappa * t_from / t_to * shrink);
    const Real sigma = sqrt(1 - t_from);
    return {growth, sigma * (ratio + v) / (growth * sigma + sqrt(kept)), sqrt(v)};
  }
  SecondOrder second_order(double t) const {
    const double kappa = noise_share();
    const double x = t / (1.0 - t);
    const double p = x + kappa * (1.0 + x);
    const double q = -0.5 * x + kappa * (1.0 + x) * (0.5 + x);
    return {0.125, (1.0 - t) * (1.0 + p * p - 4.0 * q) / 8.0, -kappa * (0.5 + x)};
  }
  Embedding embedding(double t_from, double t) const {
    const double kappa = noise_share();
    const double now = -(1.0 + t) / (1.0 - t);  // from S^2, as of the rule with eta = 1
    const double growth = std::sqrt(t / t_from);
    const double bracket = (1.0 - kappa) + kappa * t_from / t * (1.0 - t) / (1.0 - t_from);
    const double kept = std::sqrt((1.0 - t) * bracket);
    const double change = 0.5 * (-t * bracket - kappa * t_from / t * (1.0 - t) / (1.0 - t_from)) / kept;  // d kept / du
    const double score = growth * (1.0 - t_from) / (1.0 - t) - std::sqrt(1.0 - t_from) * (change - 0.5 * now * kept);
    return {now, 2.0 * growth / (1.0 - t), score};
  }

  auto operator<=>(const Ddim&) const = default;
};

}  // namespace plumbline
