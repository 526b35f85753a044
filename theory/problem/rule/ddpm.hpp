#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// A and B of the ancestral sampler of Ho, Jain and Abbeel (2020), equation 11: the mean of X_{t_to} given X_{t_from}
/// and the predicted noise, a = t_from / t_to:  A = a^(-1/2),  B = (1 - a) a^(-1/2). The three rules below differ in
/// their variance.
template <class Real>
StepCoefficients<Real> ddpm_mean(const Real& t_from, const Real& t_to) {
  using std::sqrt;
  const Real growth = sqrt(t_to / t_from);
  return {growth, (t_to - t_from) / t_to * growth, Real(0)};
}

/// S^2 = (1 - a) / a: the template of Li & Jiao and co-authors (our reading of it), exact for a rescaled frozen score.
struct Ddpm {
  static constexpr std::string_view stem = "ddpm";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::growth;
  static constexpr std::array<RuleParameter<Ddpm>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 1.0; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::sqrt;
    StepCoefficients<Real> step = ddpm_mean(t_from, t_to);
    step.S = sqrt((t_to - t_from) / t_from);
    return step;
  }
  constexpr SecondOrder second_order(double) const { return {0.125, 0.0, 0.5}; }  // e^(D/2), 2 sinh(D/2), e^D - 1
  Embedding embedding(double t_from, double t) const { return {1.0, 0.0, std::sqrt(t_from / t)}; }

  auto operator<=>(const Ddpm&) const = default;
};

/// S^2 = 1 - a, "fixed large": beta_t of Ho et al.
struct DdpmLarge {
  static constexpr std::string_view stem = "ddpm-large";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::increment;
  static constexpr std::array<RuleParameter<DdpmLarge>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 1.0; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::sqrt;
    StepCoefficients<Real> step = ddpm_mean(t_from, t_to);
    step.S = sqrt((t_to - t_from) / t_to);
    return step;
  }
  constexpr SecondOrder second_order(double) const { return {0.125, 0.0, -0.5}; }
  Embedding embedding(double t_from, double t) const {
    const double growth = std::sqrt(t / t_from);
    return {-1.0, 2.0 * growth, growth};
  }

  auto operator<=>(const DdpmLarge&) const = default;
};

/// S^2 = (1 - a) (1 - t_to) / (1 - t_from), "fixed small": the variance of X_{t_to} given X_{t_from} and X_0, so the
/// rule is exact for a frozen denoiser. DDIM(1), ancestral Euler(1) and the exponential SDE rule at 1 are this chain.
struct DdpmSmall {
  static constexpr std::string_view stem = "ddpm-small";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::increment;
  static constexpr std::array<RuleParameter<DdpmSmall>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 1.0; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::sqrt;
    StepCoefficients<Real> step = ddpm_mean(t_from, t_to);
    step.S = sqrt((t_to - t_from) / t_to * (1 - t_to) / (1 - t_from));
    return step;
  }
  SecondOrder second_order(double t) const { return {0.125, 0.0, -0.5 - t / (1.0 - t)}; }
  Embedding embedding(double t_from, double t) const {
    const double growth = std::sqrt(t / t_from);
    return {-(1.0 + t) / (1.0 - t), 2.0 * growth / (1.0 - t), growth * (1.0 - t_from) / (1.0 - t)};
  }

  auto operator<=>(const DdpmSmall&) const = default;
};

}  // namespace plumbline
