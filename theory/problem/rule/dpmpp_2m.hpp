#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// DPM-Solver++(2M) (Lu et al. 2022, algorithm 2), lambda = log(sqrt(t) / sqrt(1 - t)), h its step, r = h_before / h,
/// and D = (y + (1 - t) G) / sqrt(t) the denoised state:
///   y' = (sigma_to / sigma_from) y + sqrt(t_to) (1 - e^(-h)) ( D + (D - D_before) / (2 r) ).
/// The first step, and one that ends at t = 1, are of first order: D alone.
struct Dpmpp2m {
  static constexpr std::string_view stem = "dpm++2m";
  static constexpr int order = 2;
  static constexpr int n_evaluations = 1;
  static constexpr std::array<RuleParameter<Dpmpp2m>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 0.0; }

  template <class Values, class Score>
  Values advance(double t_from, double t_to, const Values& y, const Score& G, RuleMemory<Values>& memory) const {
    const Values denoised = (y + (1.0 - t_from) * G(t_from, y)) / std::sqrt(t_from);
    if (t_to == 1.0) return denoised;
    const double h = 0.5 * std::log1p((t_to - t_from) / (t_from * (1.0 - t_to)));
    Values data = denoised;
    if (memory.denoised) data += 0.5 * h / memory.h * (denoised - *memory.denoised);
    memory = {denoised, h};
    return std::sqrt((1.0 - t_to) / (1.0 - t_from)) * y - std::sqrt(t_to) * std::expm1(-h) * data;
  }

  auto operator<=>(const Dpmpp2m&) const = default;
};

}  // namespace plumbline
