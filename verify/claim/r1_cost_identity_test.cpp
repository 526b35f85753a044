#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("R1 holds: both sides are the closed form of E J(Y_1^w)", "[exact]") {
  const Finding finding = on_case(claim_r1(), "gaussian-tilt");
  require_holds(finding, 1);
  require_side(finding.checks[0].left, GaussianTilt::guided(1.0));
  require_side(finding.checks[0].right, GaussianTilt::guided(1.0));
  CHECK(on_case(claim_r1(), "reward-well").not_applicable == "a reward is raised: see R2");
}
