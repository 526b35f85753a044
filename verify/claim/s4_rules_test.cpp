#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("S4 holds for every rule, and sees each wrong one", "[stat]") {
  require_holds(on_case(claim_s4(), "unit-pair"), 3 * tried_schemes().size());
  for (const Mutant& mutant : mutant_catalogue()) {
    if (!mutant.change_rule) continue;
    if (mutant.name == "ddim-eta-for-its-square") continue;  // DDIM of any eta has nearly one law here: S2 sees it
    INFO(mutant.name);
    CHECK(on_case(claim_s4(), "narrow-rival", mutant.name).verdict() == Verdict::violated);
  }
}
