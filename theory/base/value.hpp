#pragma once

#include <string>

namespace plumbline {

/// A number that carries its error: the truth is believed to lie within `value` +- `error`.
///
/// For exact values the error comes from refinement (two grids, two precisions or two rules); for Monte Carlo it is one
/// standard error. `how` names the method in a few words. An infinite value is +infinity with error 0.
struct Value {
  double value = 0.0;
  double error = 0.0;
  std::string how;
};

/// a - b; whatever ties the two errors, their sum bounds that of the difference. Told as a was found.
inline Value operator-(const Value& a, const Value& b) { return {a.value - b.value, a.error + b.error, a.how}; }

}  // namespace plumbline
