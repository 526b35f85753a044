#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("D5 holds for every rule, and not for one whose noises are not of one Brownian path", "[exact]") {
  require_holds(on_case(claim_d5(), "unit-pair"), tried_schemes().size());
  const Finding wrong = on_case(claim_d5(), "unit-pair", "sde-independent-noises");
  int n_violated = 0;
  for (const Check& check : wrong.checks) {
    if (check.decision.verdict != Verdict::violated) continue;
    ++n_violated;
    CHECK(check.what.find("dpm++sde") != std::string::npos);
    CHECK(std::abs(check.left.value - 1.0) <= 0.05);
  }
  CHECK(n_violated == 1);
}
