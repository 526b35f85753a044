#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("G3 holds: no sample gets worse where the gap keeps its sign, most do on crowded-side", "[stat]") {
  const Finding uniform = on_case(claim_g3(), "unit-pair");
  require_holds(uniform, 1);
  CHECK(uniform.checks[0].left.value == 0.0);
  const Finding crowded = on_case(claim_g3(), "crowded-side");
  require_holds(crowded, 1);
  CHECK(crowded.checks[0].relation == Relation::at_least);
  CHECK(crowded.checks[0].left.value > 0.5);
  CHECK(crowded.checks[0].false_alarm > 0.0);
  CHECK(on_case(claim_g3(), "unit-pair", "wrong-sign").verdict() == Verdict::violated);
}
