#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("S2 holds in any dimension, and sees every fault in a step", "[exact]") {
  for (const char* name : {"unit-pair", "triad", "ring"}) require_holds(on_case(claim_s2(), name), all_schemes.size());
  for (const char* mutant : {"half-score", "noise-variance", "missing-linear-drift", "float-state"}) {
    INFO(mutant);
    CHECK(on_case(claim_s2(), "unit-pair", mutant).verdict() == Verdict::violated);
  }
}
