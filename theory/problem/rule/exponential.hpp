#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// (26) with the score frozen over the step and the rest solved exactly, a = t_from / t_to:
///   A = a^(-1/2),  B = 2 (a^(-1/2) - 1),  S^2 = (1 - a) / a.
struct Exponential {
  static constexpr std::string_view stem = "exponential";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::growth;
  static constexpr std::array<RuleParameter<Exponential>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 1.0; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::expm1;
    using std::log1p;
    using std::sqrt;
    const Real ratio = (t_to - t_from) / t_from;  // (1 - a) / a
    return {sqrt(t_to / t_from), 2 * expm1(Real(log1p(ratio) / 2)), sqrt(ratio)};
  }
  constexpr SecondOrder second_order(double) const { return {0.125, 0.25, 0.5}; }  // e^(D/2), 2 e^(D/2) - 2, e^D - 1
  Embedding embedding(double, double) const { return {1.0, 0.0, 1.0}; }

  auto operator<=>(const Exponential&) const = default;
};

}  // namespace plumbline
