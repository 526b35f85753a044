#pragma once

#include <string>

#include "theory/base/value.hpp"
#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// One comparison inside a claim: what was compared with what, both sides with their errors, and the decision.
struct Check {
  std::string what;      ///< "E h_t(Y_t) at t = 0.1 = E J"
  Value left;            ///< the measured side
  std::string relation;  ///< "=", "<=", "order"
  Value right;           ///< the reference, from an independent oracle
  Decision decision;
  double false_alarm = 0.0;  ///< declared probability of VIOLATED though the claim is true; 0: nothing here is random
};

}  // namespace plumbline
