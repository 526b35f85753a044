#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("O4 holds: at w = -1 E J is that of N(m + a v, v)", "[exact]") {
  const Finding finding = on_case(claim_o4(), "gaussian-tilt");
  require_holds(finding, 2);
  const double of_tilted = GaussianTilt::expected() * std::exp(GaussianTilt::a * GaussianTilt::a * GaussianTilt::v);
  require_side(finding.checks[1].left, of_tilted);
  require_side(finding.checks[1].right, of_tilted);
}

TEST_CASE("O4 holds in the plane: the limit at w = -1 is p^J", "[exact]") {
  require_holds(on_case(claim_o4(), "triad"), 1);
}
