#pragma once

#include <atomic>
#include <cstdint>

#include "theory/problem/chain.hpp"

namespace plumbline::python {

/// What is drawn: Y_0 of paths 0 ... n - 1 of the sampler with that seed, at reverse time t.
struct StartDraw {
  Start start;
  Time t;
  Seed seed;
  std::int64_t n;
};

/// Draws into rows, shape (n, d), until `stop` is true.
void draw_starts(const GuidedPair& pair, const StartDraw& draw, double* rows, const std::atomic<bool>& stop);

}  // namespace plumbline::python
