#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("S2 holds in any dimension for every rule, and sees every fault in a step", "[exact]") {
  const std::size_t n_rules = all_schemes.size() + tried_schemes().size();
  for (const char* name : {"unit-pair", "triad", "ring"}) require_holds(on_case(claim_s2(), name), n_rules);
  for (const char* mutant : {"half-score", "noise-variance", "missing-linear-drift", "float-state"}) {
    INFO(mutant);
    CHECK(on_case(claim_s2(), "unit-pair", mutant).verdict() == Verdict::violated);
  }
  int n_wrong_rules = 0;
  for (const Mutant& mutant : mutant_catalogue()) {
    if (!mutant.change_rule) continue;
    INFO(mutant.name);
    ++n_wrong_rules;
    const Finding finding = on_case(claim_s2(), "unit-pair", mutant.name);
    int n_violated = 0;
    for (const Check& check : finding.checks) n_violated += check.decision.verdict == Verdict::violated;
    CHECK(n_violated >= 1);
    CHECK(n_violated <= 2);  // of its own rule alone
  }
  CHECK(n_wrong_rules >= 8);
}
