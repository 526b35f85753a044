#pragma once

#include <cmath>
#include <string>

#include "theory/base/value_arithmetic.hpp"
#include "verify/claim/claim.hpp"
#include "verify/statistics/exact_check.hpp"

namespace plumbline {

/// The two exact comparisons as a Check, so that a claim reads as a list of statements.

/// left = right; `resolution` is the smallest violation worth catching, in the units of both sides.
inline Check exactly_equal(std::string what, const Value& left, const Value& right, double resolution) {
  return {std::move(what), left, Relation::equal, right, check_equal(left, right, resolution)};
}

/// left <= right.
inline Check at_most(std::string what, const Value& left, const Value& right, double tie = 0.0) {
  return {std::move(what), left, Relation::at_most, right, check_at_most(left, right, tie)};
}

/// Pinsker: TV <= sqrt(KL / 2).
inline Value pinsker(const Value& kl) { return named(sqrt(0.5 * kl), "Pinsker, from the Girsanov path KL"); }

/// A number known in closed form: its error is that of a few roundings, 4e-16 of it.
inline Value closed_form(double value, std::string how) { return {value, 4e-16 * std::abs(value), std::move(how)}; }

}  // namespace plumbline
