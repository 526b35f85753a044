#include "verify/output/claims_table.hpp"

#include <cstdint>
#include <limits>
#include <string>

namespace plumbline {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The columns of the table, row by row.
struct Rows {
  std::vector<std::int64_t> row;
  std::vector<std::string> id, problem, verdict, reason, what, relation, how, reference;
  std::vector<double> left, left_error, right, right_error, allowance, margin, false_alarm;

  void add(const Finding& finding, const std::string& verdict_name, const std::string& why, const Check& check) {
    row.push_back(static_cast<std::int64_t>(row.size()));
    id.push_back(finding.claim);
    problem.push_back(finding.case_name);
    verdict.push_back(verdict_name);
    reason.push_back(why);
    what.push_back(check.what);
    relation.push_back(finding.applies() ? std::string(name(check.relation)) : "");
    how.push_back(check.left.how);
    reference.push_back(check.right.how);
    left.push_back(check.left.value);
    left_error.push_back(check.left.error);
    right.push_back(check.right.value);
    right_error.push_back(check.right.error);
    allowance.push_back(check.decision.allowance);
    margin.push_back(check.decision.margin);
    false_alarm.push_back(check.false_alarm);
  }
};

}  // namespace

Table claims_table(const std::vector<Finding>& findings) {
  Rows rows;
  for (const Finding& finding : findings) {
    if (!finding.applies()) {
      Check none;
      none.left = none.right = {nan, nan, ""};
      rows.add(finding, "NOT APPLICABLE", finding.not_applicable, none);
    }
    for (const Check& check : finding.checks) {
      rows.add(finding, std::string(name(check.decision.verdict)), std::string(name(check.decision.reason)), check);
    }
  }
  Table table("Claims, one row per check");
  table.add_axis({"claim_row", "1", "check", rows.row});
  table.add({"id", "1", "claim", {}, rows.id});
  table.add({"case_name", "1", "data law", {}, rows.problem});
  table.add({"verdict", "1", "HOLDS, VIOLATED, INCONCLUSIVE or NOT APPLICABLE", {}, rows.verdict});
  table.add({"reason", "1", "why inconclusive or not applicable", {}, rows.reason});
  table.add({"what", "1", "what was compared", {}, rows.what});
  table.add({"lhs", "1", "measured side", {}, rows.left});
  table.add({"lhs_error", "1", "error of lhs", {}, rows.left_error});
  table.add({"relation", "1", "relation claimed between the sides", {}, rows.relation});
  table.add({"rhs", "1", "reference side", {}, rows.right});
  table.add({"rhs_error", "1", "error of rhs", {}, rows.right_error});
  table.add({"allowance", "1", "largest difference that is no violation", {}, rows.allowance});
  table.add({"margin", "1", "1: perfect agreement, 0: the edge", {}, rows.margin});
  table.add({"false_alarm",
             "1",
             "probability of VIOLATED though the claim is true; 0: nothing random",
             {},
             rows.false_alarm});
  table.add({"how", "1", "how lhs was measured", {}, rows.how});
  table.add({"reference", "1", "where rhs comes from", {}, rows.reference});
  return table;
}

}  // namespace plumbline
