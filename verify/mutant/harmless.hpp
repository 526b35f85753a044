#pragma once

#include "verify/mutant/mutant.hpp"

namespace plumbline {

/// Whether the mutant is the true sampler on this problem, up to rounding: its paths are those of the true one. Weights
/// that are equal anyway may be forgotten, and unit covariances taken for the identity; no claim can notice.
bool is_harmless(const Mutant& mutant, const GuidedPair& pair);

}  // namespace plumbline
