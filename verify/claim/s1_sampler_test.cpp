#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("S1 holds: means of the sampler against the scalar recursion of its chain", "[stat]") {
  const Finding finding = on_case(claim_s1(), "gaussian-tilt");
  require_holds(finding, 3);
  const Transitions run =
      make_transitions(Workbench::chain(Scheme::ddpm, {64}, {1.0}), load_case("gaussian-tilt").pair);
  const auto end = GaussianTilt::end_of(run);
  require_side(finding.checks[0].right, end.cost());
  require_side(finding.checks[1].right, end.mean);
  require_side(finding.checks[2].right, end.square());
  for (const Check& check : finding.checks) CHECK(check.false_alarm > 0.0);
}

TEST_CASE("S1 sees a sampler that guides away, in every mean", "[stat]") {
  const Finding finding = on_case(claim_s1(), "unit-pair", "wrong-sign");
  REQUIRE(finding.checks.size() == 3);
  for (const Check& check : finding.checks) CHECK(check.decision.verdict == Verdict::violated);
}
