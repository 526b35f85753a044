#pragma once

#include <array>
#include <cmath>

#include "theory/problem/rule/rule.hpp"

namespace plumbline {

/// Euler-Maruyama for (26) in u = log t:  A = 1 + D/2,  B = D,  S^2 = D = log(t_to / t_from).
struct Euler {
  static constexpr std::string_view stem = "euler";
  static constexpr int order = 1;
  static constexpr int n_evaluations = 1;
  static constexpr PathNoise path_noise = PathNoise::increment;
  static constexpr std::array<RuleParameter<Euler>, 0> parameters() { return {}; }
  constexpr double noise_share() const { return 1.0; }

  template <class Real>
  StepCoefficients<Real> coefficients(const Real& t_from, const Real& t_to) const {
    using std::log1p;
    using std::sqrt;
    const Real log_step = log1p(Real((t_to - t_from) / t_from));
    return {1 + log_step / 2, log_step, sqrt(log_step)};
  }
  constexpr SecondOrder second_order(double) const { return {0.0, 0.0, 0.0}; }
  Embedding embedding(double, double) const { return {0.0, 1.0, 1.0}; }

  auto operator<=>(const Euler&) const = default;
};

}  // namespace plumbline
