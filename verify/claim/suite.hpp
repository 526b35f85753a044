#pragma once

#include <functional>
#include <string>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/claim/claim.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {

/// What a run of the suite examines: every claim on every case.
struct Suite {
  std::vector<Claim> claims;
  std::vector<Case> cases;
  RunSettings settings{};
  int n_threads = 0;  ///< claims examined side by side; 0: as many as the hardware has
};

/// Told of each claim on each case as it is done, one call at a time.
using Examined = std::function<void(const Finding& finding)>;

/// All findings, claim by claim in the order of the suite, within a claim case by case. The same for any number of
/// threads. The false-alarm rate of the settings is shared equally among the cases.
std::vector<Finding> run_suite(const Suite& suite, const Examined& done);

}  // namespace plumbline
