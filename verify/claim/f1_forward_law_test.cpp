#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("F1 holds, and a sampler that believes in other covariances breaks the equation of p_t", "[exact]") {
  require_holds(on_case(claim_f1(), "gaussian-tilt"), 6);
  const Finding wrong = on_case(claim_f1(), "gaussian-tilt", "unit-covariances");
  for (std::size_t i = 0; i < 3; ++i) CHECK(wrong.checks[i].decision.verdict == Verdict::violated);
  for (std::size_t i = 3; i < 6; ++i) CHECK(wrong.checks[i].decision.verdict == Verdict::holds);  // no sampler there
}

TEST_CASE("F1 needs no more than a density: in the plane the equation alone is checked", "[exact]") {
  require_holds(on_case(claim_f1(), "triad"), 3);
}
