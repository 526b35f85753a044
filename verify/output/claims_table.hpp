#pragma once

#include <vector>

#include "results/table/table.hpp"
#include "verify/claim/claim.hpp"

namespace plumbline {

/// The table `claims` of a results file: one row per check, with both sides, their errors and the decision. A claim
/// that does not apply has one row with verdict "NOT APPLICABLE" and NaN on both sides.
Table claims_table(const std::vector<Finding>& findings);

}  // namespace plumbline
