#pragma once

#include <functional>
#include <string>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/claim/claim.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/units/units.hpp"

namespace plumbline {

/// What a run of the suite examines: every claim on every case.
struct Suite {
  std::vector<Claim> claims;
  std::vector<Case> cases;
  RunSettings settings{};
  int n_threads = 0;  ///< claims examined side by side; 0: as many as the hardware has
};

/// The suite taken apart: a unit is a claim on a case, its row the finding (finding_row.hpp); all cases of the first
/// claim come first, then those of the second. The false-alarm rate of the settings is shared equally among the cases.
Units suite_units(const Suite& suite);

/// Told of each claim on each case as it is done, one call at a time.
using Examined = std::function<void(const Finding& finding)>;

/// All findings, in the order of suite_units(). The same for any number of threads.
std::vector<Finding> run_suite(const Suite& suite, const Examined& done);

}  // namespace plumbline
