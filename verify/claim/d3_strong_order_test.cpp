#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("D3 holds: the strong error is of first order in every scheme", "[stat]") {
  const Finding finding = on_case(claim_d3(), "gaussian-tilt");
  require_holds(finding, all_schemes.size());
  for (const Check& check : finding.checks) {
    CHECK(std::abs(check.left.value - 1.0) <= 0.05);
    CHECK(check.false_alarm > 0.0);
  }
}
