#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("G1 holds: the guided mean cost is its closed form, and E J bounds it", "[exact]") {
  const Finding finding = on_case(claim_g1(), "gaussian-tilt");
  require_holds(finding, 4);
  const double scales[] = {0.1, 0.5, 1.0, 2.0};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(finding.checks[i].relation == Relation::at_most);
    require_side(finding.checks[i].left, GaussianTilt::guided(scales[i]));
    require_side(finding.checks[i].right, GaussianTilt::expected());
  }
  CHECK_FALSE(on_case(claim_g1(), "reward-well").applies());
}

TEST_CASE("G1 holds in the plane, and does not apply where nobody knows whether E J is finite", "[exact]") {
  const Finding finding = on_case(claim_g1(), "ring");
  require_holds(finding, 1);
  CHECK(finding.checks[0].right.value == Approx(2.0));
  CHECK_THAT(on_case(claim_g1(), "triad").not_applicable, ContainsSubstring("undecided"));
}
