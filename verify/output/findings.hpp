#pragma once

#include <string>
#include <vector>

#include "verify/claim/claim.hpp"
#include "verify/output/json_value.hpp"

namespace plumbline {

/// Every way in which the findings of one run are shown. All carry both sides with their errors, margins and reasons.

/// An aligned table, one row per claim and case with its tightest check; `details` adds a row for every check.
std::string findings_text(const std::vector<Finding>& findings, bool details);

/// {"claims": [{id, case, verdict, reason, seconds, checks: [...]}], "verdict": ...}; `with_seconds` false leaves
/// timings out, so that equal runs print equal bytes.
Json findings_json(const std::vector<Finding>& findings, bool with_seconds);

/// JUnit XML: one test suite a claim, one test case a case; violated = failure, inconclusive = error, else skipped.
std::string findings_junit(const std::vector<Finding>& findings);

/// The verdict of the whole run over the findings that apply; inconclusive when there is none.
Verdict overall(const std::vector<Finding>& findings);

}  // namespace plumbline
