#pragma once

#include <vector>

#include "theory/problem/chain.hpp"

namespace plumbline {

/// A run of (27) as every engine executes it: what a chain is once its pair is known. Mutants change the steps of one,
/// and two runs on the same times are compared step by step.
struct Transitions {
  std::vector<Step<double>> steps;  ///< shape (N); step n leads from steps[n - 1].time to the next time
  Start start = Start::exact;
  Time t0{};       ///< reverse time of Y_0
  Time tend{1.0};  ///< reverse time of Y_N
};

/// The run of a chain with that pair.
Transitions make_transitions(const Chain& chain, const GuidedPair& pair);

}  // namespace plumbline
