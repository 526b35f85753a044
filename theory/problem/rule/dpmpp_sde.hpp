#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// DPM-Solver++ SDE with a midpoint, r = 1/2 (k-diffusion's sample_dpmpp_sde; SEEDS-2 of Gonzalez et al. 2023). With h
/// the step of lambda = log(sqrt(t) / sqrt(1 - t)), m the time half way in lambda and D the denoised state,
///   y_m = (sigma_m / sigma_from) e^(-h/2) y + sqrt(t_m) (1 - e^(-h)) D(y) + sigma_m n_1,   n_1 = sqrt(1 - e^(-h)) Z_1,
///   y'  = (sigma_to / sigma_from) e^(-h) y + sqrt(t_to) (1 - e^(-2 h)) D(y_m)
///         + sigma_to ( e^(-h/2) n_1 + sqrt(1 - e^(-h)) Z_2 ):
/// both noises are those of one Brownian path. A step that ends at t = 1 goes to D(y).
struct DpmppSde {
  static constexpr std::string_view stem = "dpm++sde";
  static constexpr int order = 2;
  static constexpr int n_evaluations = 2;
  static constexpr NoisePlace noise_place = NoisePlace::inner_too;
  static constexpr bool remembers = false;
  static constexpr std::array<RuleParameter<DpmppSde>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 1.0; }
  double noise(const StepPlace& place) const {
    if (place.to == 1.0) return 0.0;
    return std::sqrt(-(1.0 - place.to) * std::expm1(-log_snr_step(place)));
  }

  template <class Values, class Score, class Normals>
  Values advance(const StepPlace& place, const Values& y, const Score& G, const Normals& normals,
                 RuleMemory<Values>&) const {
    const Values denoised = denoised_state(place.from, y, G);
    if (place.to == 1.0) return denoised;
    const double h = log_snr_step(place);
    const double Sigma_m = std::pow((1.0 - place.from) / place.from * ((1.0 - place.to) / place.to), 0.25);
    const double t_m = 1.0 / (1.0 + Sigma_m * Sigma_m);
    const double shrink = std::exp(-0.5 * h);
    const double of_first = std::sqrt(-std::expm1(-h));  // n_1 = of_first Z_1
    const auto Z_1 = normals();                          // a view, perhaps, until the next are drawn
    const Values middle = std::sqrt((1.0 - t_m) / (1.0 - place.from)) * shrink * y -
                          std::sqrt(t_m) * std::expm1(-h) * denoised + std::sqrt(1.0 - t_m) * of_first * Z_1;
    const Values carried = std::sqrt((1.0 - place.to) / (1.0 - place.from)) * shrink * shrink * y +
                           std::sqrt(1.0 - place.to) * shrink * of_first * Z_1;
    const Values G_m = G(t_m, middle);
    return carried - std::sqrt(place.to) * std::expm1(-2.0 * h) * denoised_expression(t_m, middle, G_m) +
           noise(place) * normals();
  }

  auto operator<=>(const DpmppSde&) const = default;
};

}  // namespace plumbline
