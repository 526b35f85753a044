#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("K1 holds, and its added term is not 0", "[exact]") {
  for (const char* name : {"unit-pair", "narrow-rival"}) {
    const Finding finding = on_case(claim_k1(), name);
    require_holds(finding, 1);
    CHECK(std::abs(finding.checks[0].left.value) > 1e-3);
    CHECK(finding.checks[0].left.error <= 1e-6);
  }
}
