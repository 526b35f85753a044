#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("F2 holds for costs and rewards, and sees every fault in what guidance adds", "[exact]") {
  for (const char* name : {"unit-pair", "reward-well", "triad"}) require_holds(on_case(claim_f2(), name), 5);
  for (const char* mutant : {"wrong-sign", "no-guidance", "w-off-by-one", "swapped-classes", "flat-weights"}) {
    INFO(mutant);
    CHECK(on_case(claim_f2(), "narrow-rival", mutant).verdict() == Verdict::violated);
  }
}
