#pragma once

#include <vector>

#include "results/table/table.hpp"
#include "verify/claim/claim.hpp"
#include "verify/mutant/mutant.hpp"

namespace plumbline {

/// What the suite found with one mutant under test.
struct MutantTrial {
  Mutant mutant;
  std::vector<Finding> findings;
  bool is_harmless = false;  ///< on this case it is the true sampler
};

/// The worst violated check of a finding, |difference| / allowance: above 1, and the larger the plainer; NaN when
/// nothing is violated.
double severity(const Finding& finding);

/// Ids of the claims that the mutant violates, in the order of the findings; empty if it escapes.
std::vector<std::string> caught_by(const MutantTrial& trial);

/// The table `mutants` over (mutant, claim): `severity` of every claim, and over (mutant) about, caught, different,
/// caught_by and worst_severity. Every trial must hold the same claims, on one case.
Table mutants_table(const std::vector<MutantTrial>& trials);

}  // namespace plumbline
