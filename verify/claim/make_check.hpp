#pragma once

#include <cmath>
#include <string>

#include "verify/claim/claim.hpp"
#include "verify/statistics/exact_check.hpp"

namespace plumbline {

/// The two exact comparisons as a Check, so that a claim reads as a list of statements.

/// left = right; `resolution` is the smallest violation worth catching, in the units of both sides.
inline Check exactly_equal(std::string what, const Value& left, const Value& right, double resolution) {
  return {std::move(what), left, "=", right, check_equal(left, right, resolution)};
}

/// left <= right.
inline Check at_most(std::string what, const Value& left, const Value& right, double tie = 0.0) {
  return {std::move(what), left, "<=", right, check_at_most(left, right, tie)};
}

/// Pinsker: TV <= sqrt(KL / 2).
inline Value pinsker(const Value& kl) {
  const double bound = std::sqrt(0.5 * kl.value);
  return {bound, bound > 0.0 ? 0.25 * kl.error / bound : 0.0, "Pinsker, from the Girsanov path KL"};
}

/// A number known in closed form: its error is one rounding of each of `n_operations` operations.
inline Value closed_form(double value, std::string how) { return {value, 4e-16 * std::abs(value), std::move(how)}; }

}  // namespace plumbline
