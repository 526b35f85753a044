#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("O3 holds: both sides are the derivative of the closed form at w = 0", "[exact]") {
  const Finding finding = on_case(claim_o3(), "gaussian-tilt");
  require_holds(finding, 1);
  require_side(finding.checks[0].left, -GaussianTilt::tilt() * GaussianTilt::expected());
  require_side(finding.checks[0].right, -GaussianTilt::tilt() * GaussianTilt::expected());
}
