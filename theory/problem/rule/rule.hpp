#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <string_view>

namespace plumbline {

/// Coefficients of one Gaussian step Y' = A Y + B G(t_from, Y) + S Z, Z ~ N(0, I).
template <class Real>
struct StepCoefficients {
  Real A;
  Real B;
  Real S;
};

/// The second order in D = log(t_to / t_from) at t_from, kappa the noise share of the rule's limit:
///   A = 1 + D/2 + A_2 D^2 + ...,   B = (1 + kappa) D / 2 + B_2 D^2 + ...,   S^2 = kappa D + S_2 D^2 + ...
/// Leading weak errors of rules with one limit differ by these alone (theory/README.md, section 4).
struct SecondOrder {
  double A;
  double B;
  double S_squared;
};

/// What makes a rule exact on its step: a process with the drift (state_now Y_u + state_start Y_{n-1}) / 2 + score G at
/// time t inside the step and the diffusion of the rule's limit has the rule's own A Y + B G + S Z from t_from to t.
struct Embedding {
  double state_now;
  double state_start;
  double score;
};

/// Which functional of the Brownian path of a step is the noise of a rule, when several rules share one path.
enum class PathNoise {
  growth,    ///< Int exp((u_1 - u) / 2) dB, exact for a drift Y / 2
  increment  ///< B(u_1) - B(u_0), scaled to the variance of the rule
};

/// What a rule with a memory keeps of the step before: its denoised state, and the length of the step in log(sqrt(t) /
/// sqrt(1 - t)). Nothing before the first step.
template <class Values>
struct RuleMemory {
  std::optional<Values> denoised{};
  double h = 0.0;
};

/// Where a step of a chain begins and ends in reverse time, 0 < from < to <= 1, and how many steps the chain has: churn
/// is shared out among them.
struct StepPlace {
  double from;
  double to;
  double n_steps;
};

/// Where in a step a rule with stages or a memory draws its normals. One of them is added to the state as it is, with the
/// standard deviation noise(place); a law is convolved with it and pushed forward by the rest, in either order.
enum class NoisePlace {
  none,       ///< it draws nothing
  at_start,   ///< added to y, before the rest of the step
  at_end,     ///< added to the outcome
  inner_too,  ///< a first one goes through the score, a second one is added to the outcome
};

/// A parameter of a rule, as in "ddim:ETA", and its range.
template <class Rule>
struct RuleParameter {
  std::string_view name;
  double Rule::*value;
  double least;
  double most;
};

/// A rule is one file of this folder and one entry of the list in scheme.hpp. It says its name, its parameters, and
///   order             of its weak error against its own limit
///   n_evaluations     of the score, a step
///   noise_share()     kappa of that limit, dY = (Y/2 + (1 + kappa)/2 G) du + sqrt(kappa) dB: 1 is (26), 0 its flow
template <class Rule>
concept AnyRule = requires(const Rule rule) {
  { Rule::stem } -> std::convertible_to<std::string_view>;
  Rule::parameters();
  { Rule::order } -> std::convertible_to<int>;
  { Rule::n_evaluations } -> std::convertible_to<int>;
  { rule.noise_share() } -> std::same_as<double>;
};

/// A rule whose step is Gaussian with a mean affine in state and score; 0 < t_from < t_to <= 1. Differences are formed
/// first in its formulas, so that the relative error stays at a few roundings however short the step.
template <class Rule>
concept AffineRule = AnyRule<Rule> && requires(const Rule rule, double t) {
  { rule.coefficients(t, t) } -> std::same_as<StepCoefficients<double>>;
  { rule.second_order(t) } -> std::same_as<SecondOrder>;
  { rule.embedding(t, t) } -> std::same_as<Embedding>;
  { Rule::path_noise } -> std::convertible_to<PathNoise>;
};

/// A rule that is not one affine step has
///   noise_place, remembers   where it draws normals, and whether it keeps something of the step before
///   noise(place)             the standard deviation of the normal that is added as it is; 0: none
///   advance(place, y, G, normals, memory)
/// instead: the states that follow y, an array of any shape, with G(t, y) the guided scores at any time and place and
/// normals() a fresh array of standard normals at every call. advance is linear in y, G, the normals and the memory.
template <class Rule>
concept StagedRule = AnyRule<Rule> && requires(const Rule rule, const StepPlace& place) {
  { Rule::noise_place } -> std::convertible_to<NoisePlace>;
  { Rule::remembers } -> std::convertible_to<bool>;
  { rule.noise(place) } -> std::same_as<double>;
};

/// log(sqrt(t) / sqrt(1 - t)) at the end of a step less that at its start: h > 0, infinite at the end t = 1.
inline double log_snr_step(const StepPlace& place) {
  return 0.5 * std::log1p((place.to - place.from) / (place.from * (1.0 - place.to)));
}

/// D = (y + (1 - t) G) / sqrt(t) as an expression of y and of G there, which must outlive it.
template <class Values>
auto denoised_expression(double t, const Values& y, const Values& G) {
  return 1.0 / std::sqrt(t) * (y + (1.0 - t) * G);  // a product a state, not a quotient
}
/// D itself, G(t, y) the scores at any time and place.
template <class Values, class Score>
Values denoised_state(double t, const Values& y, const Score& G) {
  const Values here = G(t, y);
  return denoised_expression(t, y, here);
}

}  // namespace plumbline
