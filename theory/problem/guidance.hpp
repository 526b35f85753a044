#pragma once

#include "theory/base/quantities.hpp"

namespace plumbline {

/// The guidance scale as a function of reverse time: `scale` on from < t <= to, 0 elsewhere.
///
/// The default window is all of (0, 1]: constant guidance. A narrower one is interval guidance. The sampler (27) reads
/// it at t_{n-1}, the time of its score.
struct Guidance {
  GuidanceScale scale{};
  Time from{0.0};
  Time to{1.0};

  double at(double t) const { return from.value < t && t <= to.value ? scale.value : 0.0; }
  bool is_constant() const { return from.value <= 0.0 && to.value >= 1.0; }
};

}  // namespace plumbline
