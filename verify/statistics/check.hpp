#pragma once

#include <string>
#include <string_view>

#include "theory/base/value.hpp"
#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// What is claimed of the two sides of a comparison.
enum class Relation { equal, at_most, at_least };
/// "=", "<=" or ">=".
constexpr std::string_view name(Relation relation) {
  switch (relation) {
    case Relation::at_most:
      return "<=";
    case Relation::at_least:
      return ">=";
    case Relation::equal:
      break;
  }
  return "=";
}

/// One comparison inside a claim: what was compared with what, both sides with their errors, and the decision.
struct Check {
  std::string what;      ///< "E h_t(Y_t) at t = 0.1 = E J"
  Value left;            ///< the measured side
  Relation relation = Relation::equal;
  Value right;           ///< the reference, from an independent oracle
  Decision decision;
  double false_alarm = 0.0;  ///< declared probability of VIOLATED though the claim is true; 0: nothing here is random
};

}  // namespace plumbline
