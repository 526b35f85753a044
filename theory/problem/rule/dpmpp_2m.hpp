#pragma once

#include <array>
#include <cmath>
#include <utility>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// step(data) with the data of a step of second order from the one before, r = h_before / h:  D + (D - D_before) / (2
/// r), or D alone in the first step. Keeps D and h for the next. The data are not computed on their own: states of many
/// paths are passed over once.
template <class Values, class Step>
Values with_extrapolated_data(Values&& denoised, double h, RuleMemory<Values>& memory, const Step& step) {
  Values next = memory.denoised ? step(denoised + 0.5 * h / memory.h * (denoised - *memory.denoised)) : step(denoised);
  memory.denoised = std::move(denoised);
  memory.h = h;
  return next;
}

/// DPM-Solver++(2M) (Lu et al. 2022, algorithm 2), lambda = log(sqrt(t) / sqrt(1 - t)), h its step, r = h_before / h,
/// and D = (y + (1 - t) G) / sqrt(t) the denoised state:
///   y' = (sigma_to / sigma_from) y + sqrt(t_to) (1 - e^(-h)) ( D + (D - D_before) / (2 r) ).
/// The first step, and one that ends at t = 1, are of first order: D alone.
struct Dpmpp2m {
  static constexpr std::string_view stem = "dpm++2m";
  static constexpr int order = 2;
  static constexpr int n_evaluations = 1;
  static constexpr NoisePlace noise_place = NoisePlace::none;
  static constexpr bool remembers = true;
  static constexpr std::array<RuleParameter<Dpmpp2m>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 0.0; }
  double noise(const StepPlace&) const { return 0.0; }

  template <class Values, class Score, class Normals>
  Values advance(const StepPlace& place, const Values& y, const Score& G, const Normals&,
                 RuleMemory<Values>& memory) const {
    Values denoised = denoised_state(place.from, y, G);
    if (place.to == 1.0) return denoised;
    const double h = log_snr_step(place);
    return with_extrapolated_data(std::move(denoised), h, memory, [&](const auto& data) -> Values {
      return std::sqrt((1.0 - place.to) / (1.0 - place.from)) * y - std::sqrt(place.to) * std::expm1(-h) * data;
    });
  }

  auto operator<=>(const Dpmpp2m&) const = default;
};

}  // namespace plumbline
