#include "verify/claim/finding_row.hpp"

#include <cstddef>

namespace plumbline {
namespace {

void add_value(RowWriter& row, const Value& value) { row.add(value.value).add(value.error).add(value.how); }

Value read_value(RowReader& row) {
  Value value;
  value.value = row.number();
  value.error = row.number();
  value.how = row.text();
  return value;
}

void add_check(RowWriter& row, const Check& check) {
  row.add(check.what);
  add_value(row, check.left);
  row.add(static_cast<double>(check.relation));
  add_value(row, check.right);
  const Decision& decision = check.decision;
  row.add(static_cast<double>(decision.verdict)).add(static_cast<double>(decision.reason));
  row.add(decision.difference).add(decision.allowance).add(decision.margin);
  row.add(decision.p_value.has_value() ? 1.0 : 0.0).add(decision.p_value.value_or(0.0));
  row.add(check.false_alarm);
}

Check read_check(RowReader& row) {
  Check check;
  check.what = row.text();
  check.left = read_value(row);
  check.relation = static_cast<Relation>(static_cast<int>(row.number()));
  check.right = read_value(row);
  Decision& decision = check.decision;
  decision.verdict = static_cast<Verdict>(static_cast<int>(row.number()));
  decision.reason = static_cast<Reason>(static_cast<int>(row.number()));
  decision.difference = row.number();
  decision.allowance = row.number();
  decision.margin = row.number();
  const bool has_p_value = row.number() != 0.0;
  const double p_value = row.number();
  if (has_p_value) decision.p_value = p_value;
  check.false_alarm = row.number();
  return check;
}

}  // namespace

void add_finding(RowWriter& row, const Finding& finding) {
  row.add(finding.claim).add(finding.case_name).add(finding.not_applicable).add(finding.seconds);
  row.add(static_cast<double>(finding.checks.size()));
  for (const Check& check : finding.checks) add_check(row, check);
}

Finding read_finding(RowReader& row) {
  Finding finding;
  finding.claim = row.text();
  finding.case_name = row.text();
  finding.not_applicable = row.text();
  finding.seconds = row.number();
  for (auto left = static_cast<std::size_t>(row.number()); left > 0; --left) finding.checks.push_back(read_check(row));
  return finding;
}

std::vector<double> finding_row(const Finding& finding) {
  RowWriter row;
  add_finding(row, finding);
  return row.take();
}

Finding finding_of(const std::vector<double>& row) {
  RowReader reader(row);
  return read_finding(reader);
}

}  // namespace plumbline
