#pragma once

#include <optional>

#include "theory/integrability/integrability.hpp"
#include "theory/problem/schedule.hpp"
#include "theory/problem/scheme.hpp"

namespace plumbline {

/// A family of chains that differ in their number of steps only, and what they tend to, with the noise share of the
/// scheme.
struct ChainFamily {
  Schedule schedule = Schedule::log_uniform;
  Scheme scheme = Scheme::ddpm;
  LimitSpec limit{};
};

/// The member with that many steps.
Chain chain_with(const ChainFamily& family, StepCount steps);

/// The smallest N from which E J^q of the chain is finite (claim H1, theory/README.md, section 8): finite at N and at
/// every larger number of steps that was tried, infinite at N - 1 (or N is the smallest chain of the schedule).
///
/// Tried are all N <= 256, then four numbers in each octave up to 16384; a change of verdict between two tried numbers
/// above 256 is bisected, which finds one change exactly. Nothing when the moment is infinite at the largest N tried,
/// or in the limit, or undecided.
std::optional<StepCount> first_finite_steps(const GuidedPair& pair, const ChainFamily& family, double q = 1.0);

}  // namespace plumbline
