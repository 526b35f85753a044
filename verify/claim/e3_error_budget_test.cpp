#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("E3 holds: the four parts leave nothing of first order", "[exact]") {
  const Finding finding = on_case(claim_e3(), "gaussian-tilt");
  require_holds(finding, 1);
  const Check& check = finding.checks[0];
  CHECK(std::abs(check.left.value) <= check.left.error);
  CHECK(check.left.error <= 1e-5);
}
