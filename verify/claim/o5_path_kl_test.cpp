#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("O5 holds: both sides are the closed form w^2 g / 2", "[exact]") {
  const Finding finding = on_case(claim_o5(), "gaussian-tilt");
  require_holds(finding, 1);
  require_side(finding.checks[0].left, 0.5 * GaussianTilt::tilt());
  require_side(finding.checks[0].right, 0.5 * GaussianTilt::tilt());
}
