#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// The limit with noise share eta, denoiser frozen over the step and the rest solved exactly: SDE-DPM-Solver++(1) with
/// an eta of its own (Lu et al. 2022, k-diffusion's sample_dpmpp_2m_sde at first order). With h the step of log(sqrt(t)
/// / sqrt(1 - t)) and a = t_from / t_to,
///   A = (sigma_to / sigma_from) e^(-eta h) + sqrt(t_to / t_from) (1 - e^(-(1 + eta) h)) = a^(-1/2),
///   B = a^(-1/2) (1 - e^(-(1 + eta) h)) sigma_from^2,   S^2 = sigma_to^2 (1 - e^(-2 eta h)).
struct ExponentialSde {
  double eta = 0.0;

  static constexpr std::string_view stem = "exponential-sde";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::increment;
  static constexpr std::array<RuleParameter<ExponentialSde>, 1> parameters() {
    return {{{"ETA", &ExponentialSde::eta, 0.0, 1.0}}};
  }
  constexpr double noise_share() const { return eta; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::expm1;
    using std::log1p;
    using std::sqrt;
    const Real kappa(eta);
    const Real fall = (t_to - t_from) / (t_to * (1 - t_from));  // 1 - e^(-2 h); 1 at the end t_to = 1
    // 1 - e^(-p 2 h) for p >= 0
    const auto one_minus_power = [&](const Real& p) {
      if (fall >= 1) return Real(p > 0 ? 1 : 0);
      return Real(-expm1(Real(p * log1p(Real(-fall)))));
    };
    const Real growth = sqrt(t_to / t_from);
    return {growth, growth * one_minus_power((1 + kappa) / 2) * (1 - t_from),
            sqrt((1 - t_to) * one_minus_power(kappa))};
  }
  SecondOrder second_order(double t) const {
    const double x = t / (1.0 - t);
    const double m = 0.5 * (1.0 + eta);
    return {0.125, 0.5 * m * (1.0 - m) / (1.0 - t), -0.5 * eta * (x + eta * (1.0 + x))};
  }
  Embedding embedding(double t_from, double t) const {
    const double pull = (1.0 + eta) / (1.0 - t);
    const double growth = std::sqrt(t / t_from);
    return {1.0 - pull, pull * growth, 0.5 * pull * growth * (1.0 - t_from)};
  }

  auto operator<=>(const ExponentialSde&) const = default;
};

}  // namespace plumbline
