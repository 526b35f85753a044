#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace plumbline {

/// A number that carries its error: the truth is believed to lie within `value` +- `error`.
///
/// For exact values the error comes from refinement (two grids, two precisions or two rules); for Monte Carlo it is one
/// standard error. `how` names the method in a few words. An infinite value is +infinity with error 0. A value that is
/// not known is NaN, and `how` says why. Arithmetic: value_arithmetic.hpp.
struct Value {
  double value = 0.0;
  double error = 0.0;
  std::string how;

  /// A value that is not known; its error says nothing.
  static Value none(std::string why) { return {std::numeric_limits<double>::quiet_NaN(), 0.0, std::move(why)}; }
  bool is_known() const { return !std::isnan(value); }
};

}  // namespace plumbline
