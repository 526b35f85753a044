#pragma once

#include "theory/problem/rule/ddim.hpp"

namespace plumbline {

/// Ancestral Euler(eta) of k-diffusion (sample_euler_ancestral), in the coordinates u = x / sqrt(t), Sigma^2 = (1 - t)
/// / t:
///   up^2 = eta^2 Sigma_to^2 (Sigma_from^2 - Sigma_to^2) / Sigma_from^2,  down^2 = Sigma_to^2 - up^2,
/// an Euler step of the flow from Sigma_from to down, then noise up: in x
///   A = a^(-1/2),  B = sqrt(t_to) sigma_from (Sigma_from - down),  S = sqrt(t_to) up.
/// For eta <= 1 (beyond, the original caps up at Sigma_to) this is DDIM(eta), written in other coordinates.
struct Ancestral {
  double eta = 0.0;

  static constexpr std::string_view stem = "ancestral";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::increment;
  static constexpr std::array<RuleParameter<Ancestral>, 1> parameters() {
    return {{{"ETA", &Ancestral::eta, 0.0, 1.0}}};
  }
  constexpr double noise_share() const { return eta * eta; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::sqrt;
    const Real kappa = Real(eta) * Real(eta);
    const Real Sigma_from = sqrt((1 - t_from) / t_from);
    const Real Sigma_to_squared = (1 - t_to) / t_to;
    const Real ratio = Sigma_to_squared / (Sigma_from * Sigma_from);
    const Real fall = (t_to - t_from) / (t_to * t_from);  // Sigma_from^2 - Sigma_to^2
    const Real up_squared = kappa * ratio * fall;
    const Real down = sqrt(Sigma_to_squared * ((1 - kappa) + kappa * ratio));
    const Real way = (fall + up_squared) / (Sigma_from + down);  // Sigma_from - down
    return {sqrt(t_to / t_from), sqrt(t_to * (1 - t_from)) * way, sqrt(t_to * up_squared)};
  }
  SecondOrder second_order(double t) const { return Ddim{eta}.second_order(t); }
  Embedding embedding(double t_from, double t) const { return Ddim{eta}.embedding(t_from, t); }

  auto operator<=>(const Ancestral&) const = default;
};

}  // namespace plumbline
