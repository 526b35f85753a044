#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("R2 holds where a reward is raised", "[exact]") {
  const Finding finding = on_case(claim_r2(), "reward-well");
  require_holds(finding, 1);
  const auto& [what, left, relation, right, decision, rate] = finding.checks[0];
  CHECK(right.value > load_case("reward-well").pair.expected);  // it rises
  CHECK(std::abs(left.value - right.value) <= 1e-8);
  CHECK(on_case(claim_r2(), "unit-pair").not_applicable == "a cost is lowered: see R1");
}
