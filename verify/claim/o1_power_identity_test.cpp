#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("O1 holds: both sides are the closed form of E h_t0^(1 + 2w)", "[exact]") {
  const Finding finding = on_case(claim_o1(), "gaussian-tilt");
  require_holds(finding, 4);
  const double powers[] = {0.5, 2.0, 3.0, 5.0};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(finding.checks[i].relation == Relation::equal);  // grad log h_t is bounded here
    require_side(finding.checks[i].left, GaussianTilt::power_mean(GaussianTilt::t0, powers[i]));
    require_side(finding.checks[i].right, GaussianTilt::power_mean(GaussianTilt::t0, powers[i]));
  }
}
