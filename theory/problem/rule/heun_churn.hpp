#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "theory/problem/rule/heun.hpp"

namespace plumbline {

/// Heun's method with churn (Karras et al. 2022, algorithm 2), in u = x / sqrt(t) and Sigma = sqrt((1 - t) / t). Where
/// S_min <= Sigma <= S_max a step first goes back to a higher level, with gamma = min(S_churn / N, sqrt(2) - 1),
///   Sigma^ = (1 + gamma) Sigma,   u^ = u + sqrt(Sigma^^2 - Sigma^2) S_noise Z,
/// and Heun's step then starts from there. Its noise and its step, one after the other, are of weak order 1 together. At
/// w = 0 and S_noise = 1 each of them takes p_t to p_t, and order 2 remains.
struct HeunChurn {
  double S_churn = 0.0;
  double S_min = 0.0;
  double S_max = std::numeric_limits<double>::infinity();
  double S_noise = 1.0;

  static constexpr std::string_view stem = "heun-churn";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 2;
  static constexpr NoisePlace noise_place = NoisePlace::at_start;
  static constexpr bool remembers = false;
  static constexpr std::array<RuleParameter<HeunChurn>, 4> parameters() {
    constexpr double any = std::numeric_limits<double>::infinity();
    return {{{"S_CHURN", &HeunChurn::S_churn, 0.0, 1e6},
             {"S_MIN", &HeunChurn::S_min, 0.0, any},
             {"S_MAX", &HeunChurn::S_max, 0.0, any},
             {"S_NOISE", &HeunChurn::S_noise, 0.0, 2.0}}};
  }
  /// Not a number: noise in proportion to the steps of the grid, so the limit is another one for every grid.
  constexpr double noise_share() const {
    return S_churn == 0.0 ? 0.0 : std::numeric_limits<double>::quiet_NaN();
  }

  double gamma(const StepPlace& place) const {
    const double Sigma = std::sqrt((1.0 - place.from) / place.from);
    if (!(S_min <= Sigma && Sigma <= S_max)) return 0.0;
    return std::min(S_churn / place.n_steps, std::numbers::sqrt2 - 1.0);
  }
  double noise(const StepPlace& place) const {
    const double g = gamma(place);
    return S_noise * std::sqrt((1.0 - place.from) * g * (2.0 + g));
  }

  template <class Values, class Score, class Normals>
  Values advance(const StepPlace& place, const Values& y, const Score& G, const Normals& normals,
                 RuleMemory<Values>&) const {
    const double g = gamma(place);
    if (g == 0.0) return heun_step(place.from, place.to, y, G);
    const double higher = place.from / (1.0 + g * (2.0 + g) * (1.0 - place.from));  // t at Sigma^
    const Values churned = std::sqrt(higher / place.from) * (y + noise(place) * normals());
    return heun_step(higher, place.to, churned, G);
  }

  auto operator<=>(const HeunChurn&) const = default;
};

}  // namespace plumbline
