#pragma once

#include <array>
#include <cmath>
#include <utility>

#include "theory/problem/rule/dpmpp_2m.hpp"
#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// SDE-DPM-Solver++(2M) (Lu et al. 2022, k-diffusion's sample_dpmpp_2m_sde with eta = 1), in the notation of Dpmpp2m:
///   y' = (sigma_to / sigma_from) e^(-h) y + sqrt(t_to) (1 - e^(-2 h)) ( D + (D - D_before) / (2 r) )
///        + sigma_to sqrt(1 - e^(-2 h)) Z.
/// The first step is of first order; one that ends at t = 1 goes to D.
struct SdeDpmpp2m {
  static constexpr std::string_view stem = "sde-dpm++2m";
  static constexpr int order = 2;
  static constexpr int n_evaluations = 1;
  static constexpr NoisePlace noise_place = NoisePlace::at_end;
  static constexpr bool remembers = true;
  static constexpr std::array<RuleParameter<SdeDpmpp2m>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 1.0; }
  double noise(const StepPlace& place) const {
    if (place.to == 1.0) return 0.0;
    return std::sqrt(-(1.0 - place.to) * std::expm1(-2.0 * log_snr_step(place)));
  }

  template <class Values, class Score, class Normals>
  Values advance(const StepPlace& place, const Values& y, const Score& G, const Normals& normals,
                 RuleMemory<Values>& memory) const {
    Values denoised = denoised_state(place.from, y, G);
    if (place.to == 1.0) return denoised;
    const double h = log_snr_step(place);
    return with_extrapolated_data(std::move(denoised), h, memory, [&](const auto& data) -> Values {
      return std::sqrt((1.0 - place.to) / (1.0 - place.from)) * std::exp(-h) * y -
             std::sqrt(place.to) * std::expm1(-2.0 * h) * data + noise(place) * normals();
    });
  }

  auto operator<=>(const SdeDpmpp2m&) const = default;
};

}  // namespace plumbline
