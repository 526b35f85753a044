#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("O2 holds: powers between 0 and 3 fall with t at w = 1, the others rise", "[exact]") {
  const Finding finding = on_case(claim_o2(), "gaussian-tilt");
  require_holds(finding, 10);
  for (const Check& check : finding.checks) CHECK(check.left.value < check.right.value);
  // E h_t0^1.5 at the start, from which it falls, and E h_t0^-0.75, from which it rises
  require_side(finding.checks[2].right, GaussianTilt::power_mean(GaussianTilt::t0, 1.5));
  require_side(finding.checks[0].left, GaussianTilt::power_mean(GaussianTilt::t0, -0.75));
}
