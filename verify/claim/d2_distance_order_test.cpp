#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("D2 holds: first order for TV, W1 and W2, second for KL, all of them bounded", "[exact]") {
  const Finding finding = on_case(claim_d2(), "gaussian-tilt");
  require_holds(finding, 30);
  int n_first_order = 0;
  int n_second_order = 0;
  for (const Check& check : finding.checks) {
    if (check.what.find("order of") == std::string::npos) continue;
    n_first_order += std::abs(check.left.value - 1.0) <= 1e-3;
    n_second_order += std::abs(check.left.value - 2.0) <= 1e-3;
  }
  CHECK(n_first_order == 9);
  CHECK(n_second_order == 3);
}
