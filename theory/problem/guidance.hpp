#pragma once

#include "theory/base/quantities.hpp"
#include "theory/problem/guidance_rule.hpp"

namespace plumbline {

/// The guidance scale as a function of reverse time: `scale` on from < t <= to, 0 elsewhere.
///
/// The default window is all of (0, 1]: constant guidance. A narrower one is interval guidance. The sampler (27) reads
/// it at t_{n-1}, the time of its score. The rule says what is made of the scale and the scores.
struct Guidance {
  GuidanceScale scale{};
  Time from{0.0};
  Time to{1.0};
  GuidanceRule rule{};

  /// Throws InputError for a rule that is not linear: of such a one the scale is not all.
  double at(double t) const {
    require_linear(rule);
    return from.value < t && t <= to.value ? scale.value : 0.0;
  }
  bool is_constant() const { return rule.is_linear() && from.value <= 0.0 && to.value >= 1.0; }
};

}  // namespace plumbline
