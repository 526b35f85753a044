#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "theory/base/value.hpp"

namespace plumbline {

/// One number found in two ways that share no method: the one of smaller error. Where the two are further apart than
/// both errors allow, one error is too small, and nothing tells which: the error is then all that they differ by.
inline Value agreed(const Value& a, const Value& b) {
  if (!a.is_known()) return b.is_known() ? b : a;
  const bool first = a.error <= b.error || !std::isfinite(b.value);
  Value best = first ? a : b;
  const double gap = std::abs(a.value - b.value);
  if (!std::isfinite(gap) || gap <= a.error + b.error) return best;
  best.error = std::max(best.error, gap + std::max(a.error, b.error));
  best.how += "; another method disagrees";
  return best;
}

/// Whether a number exceeds what bounds it by more than both errors: then one of the two is wrong.
inline bool exceeds_bound(const Value& value, const Value& bound) {
  return value.value - value.error > bound.value + bound.error;
}

/// KL of two laws and the KL of their paths, which is at least as large. Where the numbers say otherwise beyond both
/// errors, one of them is wrong, and nothing tells which: neither is known then, and both say why.
std::pair<Value, Value> held_under(const Value& kl, const Value& path_kl);

}  // namespace plumbline
