#pragma once

#include <string>
#include <vector>

#include "theory/problem/chain.hpp"

namespace plumbline {

/// The guided SDE from t0 to tend that a chain goes to as its steps shrink, on the line, in the plane and beyond:
///   dY = (Y/2 + (1 + kappa)/2 G) du + sqrt(kappa) dB,  u = log t,
/// kappa the noise share; 1 is (26), 0 the flow of the probabilities (theory/README.md, section 2).
struct LimitSpec {
  Time t0{1e-4};
  Time tend{1.0};
  Guidance guidance{};
  Start start = Start::exact;
  double noise_share = 1.0;
};

/// What a chain goes to as its steps shrink: the same ends, guidance and start, and the noise share of its scheme.
/// Throws OutOfReach for a scheme whose limit depends on the grid.
LimitSpec limit_spec(const Chain& chain);

/// Throws InputError unless 0 < t0 < tend <= 1. `where` is what refuses.
void require_ordered_times(const LimitSpec& spec, const std::string& where);

/// A stretch of reverse time on which the guidance is constant, omega signed as in Step.
struct Stretch {
  double from;
  double to;
  double omega;
};

/// The whole of [t0, tend], cut at the ends of the guidance window.
std::vector<Stretch> stretches(const GuidedPair& pair, const LimitSpec& spec);

}  // namespace plumbline
