#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("D1 holds for every scheme, and not for a sampler that goes to another limit", "[exact]") {
  const Finding finding = on_case(claim_d1(), "gaussian-tilt");
  require_holds(finding, all_schemes.size());
  for (const Check& check : finding.checks) CHECK(std::abs(check.left.value - 1.0) <= 1e-3);
  CHECK(on_case(claim_d1(), "gaussian-tilt", "wrong-sign").verdict() == Verdict::violated);
}
