#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("H1 holds, and sees a sampler whose far field is another", "[exact]") {
  require_holds(on_case(claim_h1(), "unit-pair"), 16);
  CHECK(on_case(claim_h1(), "unit-pair", "half-score").verdict() == Verdict::violated);
}
