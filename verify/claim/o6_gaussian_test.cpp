#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("O6 holds, and the recursion of the true chain sees a wrong sampler", "[exact]") {
  const Finding finding = on_case(claim_o6(), "gaussian-tilt");
  require_holds(finding, 21);
  require_side(finding.checks[1].left, GaussianTilt::v);  // guidance leaves the variance
  require_side(finding.checks[6].right, GaussianTilt::guided(0.5));
  CHECK(on_case(claim_o6(), "gaussian-tilt", "noise-variance").verdict() == Verdict::violated);
  CHECK(on_case(claim_o6(), "unit-pair").not_applicable == "closed forms need one Gaussian and one exp-linear cost");
}
