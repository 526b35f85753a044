#include "verify/claim/finding_row.hpp"

#include <limits>

#include "verify/testing/catch.hpp"

namespace plumbline {

TEST_CASE("a finding comes back from its row as it went in", "[exact]") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  Finding finding{"S1", "a \"case\" of \xc3\xa9", "", {}, 1.25};
  Decision decision{Verdict::violated, Reason::pre_asymptotic, -0.1, 1e-300, -inf, 0.03};
  finding.checks.push_back({"E J = \xce\xbb", {1.0 / 3.0, 1e-12, "quadrature"}, Relation::at_least, {inf, 0.0, "none"},
                            decision, 1e-7});
  decision.p_value.reset();
  finding.checks.push_back({"", {}, Relation::equal, {}, decision, 0.0});
  const Finding back = finding_of(finding_row(finding));
  CHECK(back.claim == finding.claim);
  CHECK(back.case_name == finding.case_name);
  CHECK(back.applies());
  CHECK(back.seconds == 1.25);
  REQUIRE(back.checks.size() == 2);
  const Check& check = back.checks.front();
  CHECK(check.what == "E J = \xce\xbb");
  CHECK(check.left.value == 1.0 / 3.0);
  CHECK(check.left.error == 1e-12);
  CHECK(check.left.how == "quadrature");
  CHECK(check.relation == Relation::at_least);
  CHECK(check.right.value == inf);
  CHECK(check.right.how == "none");
  CHECK(check.decision.verdict == Verdict::violated);
  CHECK(check.decision.reason == Reason::pre_asymptotic);
  CHECK(check.decision.difference == -0.1);
  CHECK(check.decision.allowance == 1e-300);
  CHECK(check.decision.margin == -inf);
  CHECK(check.decision.p_value == 0.03);
  CHECK(check.false_alarm == 1e-7);
  CHECK_FALSE(back.checks.back().decision.p_value.has_value());
  CHECK(finding_of(finding_row({"D4", "b", "singular", {}, 0.0})).not_applicable == "singular");
}

}  // namespace plumbline
