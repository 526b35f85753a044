#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// Heun's method for the flow of the probabilities in u = x / sqrt(t) against Sigma = sqrt((1 - t) / t)
/// (Karras et al. 2022, algorithm 1): with d = (u - D) / Sigma = -sqrt(1 - t) G,
///   u_1 = u + (Sigma_to - Sigma_from) d,   u' = u + (Sigma_to - Sigma_from) (d + d_1) / 2,
/// d_1 taken at (Sigma_to, u_1); at Sigma_to = 0 the Euler step u_1 stands.
template <class Values, class Score>
Values heun_step(double t_from, double t_to, const Values& y, const Score& G) {
  const double alpha = std::sqrt(t_to);
  const Values u = y / std::sqrt(t_from);
  // Sigma_from - Sigma_to > 0
  const double fall =
      (t_to - t_from) / (t_to * t_from) / (std::sqrt((1.0 - t_from) / t_from) + std::sqrt((1.0 - t_to) / t_to));
  const Values slope = std::sqrt(1.0 - t_from) * G(t_from, y);
  if (t_to == 1.0) return alpha * (u + fall * slope);
  const Values first = alpha * (u + fall * slope);
  return alpha * (u + 0.5 * fall * (slope + std::sqrt(1.0 - t_to) * G(t_to, first)));
}

/// That, without churn.
struct Heun {
  static constexpr std::string_view stem = "heun";
  static constexpr int order = 2;
  static constexpr int n_evaluations = 2;
  static constexpr NoisePlace noise_place = NoisePlace::none;
  static constexpr bool remembers = false;
  static constexpr std::array<RuleParameter<Heun>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 0.0; }
  double noise(const StepPlace&) const { return 0.0; }

  template <class Values, class Score, class Normals>
  Values advance(const StepPlace& place, const Values& y, const Score& G, const Normals&, RuleMemory<Values>&) const {
    return heun_step(place.from, place.to, y, G);
  }

  auto operator<=>(const Heun&) const = default;
};

}  // namespace plumbline
