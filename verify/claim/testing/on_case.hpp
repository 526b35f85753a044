#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "theory/cases/case.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/mutant/mutant.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/gaussian_tilt.hpp"

namespace plumbline {

/// For tests of claims: one claim on one built-in case, in the quick tier. `mutant` is the wrong sampler under test; ""
/// is the true one.
inline Finding on_case(const Claim& claim, const std::string& case_name, const std::string& mutant = "") {
  RunSettings settings;
  if (!mutant.empty()) settings.mutant = find_mutant(mutant);
  Workbench bench(load_case(case_name), settings);
  return examine(claim, bench);
}

/// Every check of the claim holds, and there are that many of them.
inline void require_holds(const Finding& finding, std::size_t n_checks) {
  INFO(finding.claim << " on " << finding.case_name << finding.not_applicable);
  REQUIRE(finding.applies());
  REQUIRE(finding.checks.size() == n_checks);
  for (const Check& check : finding.checks) {
    INFO(check.what << ": " << check.left.value << " against " << check.right.value);
    CHECK(check.decision.verdict == Verdict::holds);
  }
}

/// A side of a check is the number that the test knows from elsewhere, to one part in 1e9.
inline void require_side(const Value& side, double known) {
  INFO(side.how << ": " << side.value << " +- " << side.error << ", known " << known);
  CHECK(std::abs(side.value - known) <= 1e-9 * std::abs(known) + side.error);
  CHECK(side.error <= 1e-7 * std::abs(known));
}

}  // namespace plumbline
