#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("D5 holds for every rule, and not for one whose noises are not of one Brownian path", "[exact]") {
  const Finding finding = on_case(claim_d5(), "unit-pair");
  require_holds(finding, tried_schemes().size() + 1);
  for (std::size_t i = 0; i < tried_schemes().size(); ++i) {
    const double order = tried_schemes()[i].visit([](const auto& rule) { return static_cast<double>(rule.order); });
    CHECK(std::abs(finding.checks[i].left.value - order) <= 0.02);
  }
  CHECK(std::abs(finding.checks.back().left.value - 2.0) <= 0.02);
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
