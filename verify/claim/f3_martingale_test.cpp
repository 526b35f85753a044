#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("F3 holds: E h_t(Y_t) is E J = 2 at every t", "[exact]") {
  const Finding finding = on_case(claim_f3(), "unit-pair");
  require_holds(finding, 3);
  for (const Check& check : finding.checks) {
    require_side(check.left, 2.0);
    require_side(check.right, 2.0);
  }
}
