#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("E1 holds: bounds at every size, orders in eps, and the prediction of the worst case", "[exact]") {
  const Finding finding = on_case(claim_e1(), "gaussian-tilt");
  require_holds(finding, 34);
  int n_predicted = 0;
  for (const Check& check : finding.checks) {
    if (check.what.find("first-order prediction") == std::string::npos) continue;
    ++n_predicted;
    CHECK(std::abs(check.left.value - 1.0) <= 1e-3);
  }
  CHECK(n_predicted == 1);
  CHECK_FALSE(on_case(claim_e1(), "triad").applies());
}
