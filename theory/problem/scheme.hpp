#pragma once

#include <array>
#include <cmath>
#include <string_view>

namespace plumbline {

/// The one-step rules of the sampler (27); theory/README.md, section 2. All agree to second order in D =
/// log(t_to/t_from).
enum class Scheme {
  ddpm,         ///< the template of Li & Jiao and co-authors (our reading of it); exact for a rescaled frozen score
  exponential,  ///< score frozen over the step, the rest solved exactly
  euler         ///< Euler-Maruyama in u = log t
};

inline constexpr std::array<Scheme, 3> all_schemes = {Scheme::ddpm, Scheme::exponential, Scheme::euler};

std::string_view name(Scheme scheme);
/// Throws InputError for an unknown name, listing the known ones.
Scheme scheme_from_name(std::string_view name);

/// Coefficients of one Gaussian step Y' = A Y + B G(t_from, Y) + S Z, Z ~ N(0, I).
template <class Real>
struct StepCoefficients {
  Real A;
  Real B;
  Real S;
};

/// The table of section 2 with a = t_from / t_to; 0 < t_from < t_to <= 1. Differences are formed first, so that the
/// relative error stays at a few roundings however short the step.
template <class Real>
StepCoefficients<Real> step_coefficients(Scheme scheme, const Real& t_from, const Real& t_to) {
  using std::expm1;
  using std::log1p;
  using std::sqrt;
  const Real ratio = (t_to - t_from) / t_from;  // (1 - a) / a
  const Real log_step = log1p(ratio);           // D = -log a
  const Real growth = sqrt(t_to / t_from);      // a^(-1/2)
  switch (scheme) {
    case Scheme::ddpm:
      return {growth, (t_to - t_from) / t_to * growth, sqrt(ratio)};
    case Scheme::exponential:
      return {growth, 2 * expm1(Real(log_step / 2)), sqrt(ratio)};
    case Scheme::euler:
      break;
  }
  return {1 + log_step / 2, log_step, sqrt(log_step)};
}

/// The second order in D: A = 1 + D/2 + A_2 D^2 + .., B = D + B_2 D^2 + .., S^2 = D + S_2 D^2 + ... In the order
/// {A_2, B_2, S_2}; leading weak errors differ by these alone (theory/README.md, section 4).
constexpr std::array<double, 3> second_order(Scheme scheme) {
  switch (scheme) {
    case Scheme::ddpm:  // e^(D/2), 2 sinh(D/2), e^D - 1
      return {0.125, 0.0, 0.5};
    case Scheme::exponential:  // e^(D/2), 2 (e^(D/2) - 1), e^D - 1
      return {0.125, 0.25, 0.5};
    case Scheme::euler:
      break;
  }
  return {0.0, 0.0, 0.0};
}

}  // namespace plumbline
