#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "theory/problem/rule/ddim.hpp"

namespace plumbline {

/// CFG++ (Chung et al. 2024) on DDIM(0): the guided score denoises, the score that guidance starts from noises again,
///   x' = sqrt(t_to) D_guided + sigma_to eps_start,
/// s^J for a cost (the unconditional score, with the share lambda = 1 + w of CFG), s for a reward. That is a step of
/// DDIM(0) whose guidance is stronger by K = Sigma_from / (Sigma_from - Sigma_to), Sigma = sqrt((1 - t) / t):
///   1 + omega' = K (1 + omega) for a cost, omega' = K omega for a reward.
/// K grows with the number of steps, so there is no limit at fixed w: people take lambda below 1.
struct CfgPlusPlus {
  static constexpr std::string_view stem = "cfg++";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::increment;
  static constexpr std::array<RuleParameter<CfgPlusPlus>, 0> parameters() { return {}; }
  /// Not a number: there is no limit.
  constexpr double noise_share() const { return std::numeric_limits<double>::quiet_NaN(); }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    return Ddim{0.0}.coefficients(t_from, t_to);
  }
  SecondOrder second_order(double t) const { return Ddim{0.0}.second_order(t); }
  Embedding embedding(double t_from, double t) const { return Ddim{0.0}.embedding(t_from, t); }

  /// K.
  static double amplification(double t_from, double t_to) {
    const double from = std::sqrt((1.0 - t_from) / t_from);
    const double fall = (t_to - t_from) / (t_to * t_from) / (from + std::sqrt((1.0 - t_to) / t_to));
    return from / fall;
  }

  auto operator<=>(const CfgPlusPlus&) const = default;
};

}  // namespace plumbline
