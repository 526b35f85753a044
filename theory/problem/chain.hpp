#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "theory/problem/guidance.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/schedule.hpp"
#include "theory/problem/scheme.hpp"

namespace plumbline {

/// The law of Y_0 at t_0.
enum class Start {
  exact,       ///< the base marginal p_{t_0}
  gaussian,    ///< N(0, I), as in practice
  sigma_max,   ///< N(0, (1 - t_0) I), in the coordinates x / sqrt(t) N(0, Sigma_0^2 I): as EDM and k-diffusion start
  reweighted,  ///< the reweighted marginal p^J_{t_0}, for the oracle O4
};

std::string_view name(Start start);
/// Throws InputError for an unknown name, listing the known ones.
Start start_from_name(std::string_view name);

/// The variance of a start that is noise of no data, N(0, variance I); none where it is a law of the problem.
inline std::optional<double> noise_start_variance(Start start, Time t0) {
  if (start == Start::gaussian) return 1.0;
  if (start == Start::sigma_max) return 1.0 - t0.value;
  return std::nullopt;
}

/// The discrete sampler (27): when, by which rule, how strongly guided, from where. A plain description.
struct Chain {
  TimeGrid grid;
  Scheme scheme = Scheme::ddpm;
  Guidance guidance{};
  Start start = Start::exact;
};

/// One transition of (27) in the form that every engine executes:
///   Y' = A Y + B (s + omega (s - s^J))(time, Y) + S Z,   Z ~ N(0, I).
template <class Real>
struct Step {
  Real time;   ///< reverse time t_{n-1} at which the scores are taken
  Real A;      ///< factor of the state
  Real B;      ///< factor of the guided score
  Real S;      ///< standard deviation of the noise, >= 0
  Real omega;  ///< signed guidance: w for a cost, -w for a reward
};

/// The signed guidance of a chain as a function of the time t_{n-1} of a score: that of the pair at chain.guidance, made
/// stronger where the rule does that (CfgPlusPlus), inside the window of the guidance alone.
std::function<double(double t)> signed_guidance(const Chain& chain, const GuidedPair& pair);

/// The chain with classifier-free guidance of its scale, for engines that add what its rule changes
/// (change_of_guided_score). Throws InputError where the rule cannot be added: to CfgPlusPlus, whose scores have two
/// factors, and rescaling in one dimension, where no state has a deviation.
Chain with_linear_guidance(const Chain& chain, const GuidedPair& pair);

/// The N steps of a chain; Real may be a multiprecision type, the grid's doubles are then taken as exact.
template <class Real>
std::vector<Step<Real>> make_steps(const Chain& chain, const GuidedPair& pair) {
  const std::vector<double>& times = chain.grid.times();
  const auto omega = signed_guidance(chain, pair);
  std::vector<Step<Real>> steps;
  steps.reserve(times.size() - 1);
  for (std::size_t n = 1; n < times.size(); ++n) {
    const auto [A, B, S] = step_coefficients<Real>(chain.scheme, Real(times[n - 1]), Real(times[n]));
    steps.push_back({Real(times[n - 1]), A, B, S, Real(omega(times[n - 1]))});
  }
  return steps;
}

/// Throws InputError where a step has no noise (S = 0): its law given the state has no density. `who` needs one.
void require_noise(std::span<const Step<double>> steps, const std::string& who);

}  // namespace plumbline
