#pragma once

#include <cstdint>

#include "theory/problem/chain.hpp"

namespace plumbline::python {

/// Draws Y_0 of paths 0 ... n - 1 of the sampler with that seed, at reverse time t, into rows of shape (n, d).
void draw_starts(const GuidedPair& pair, Start start, Time t, Seed seed, std::int64_t n, double* rows);

}  // namespace plumbline::python
