#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("D4 holds: the reduced law is that of the sampler in R^d, and N grows like sqrt(d)", "[stat]") {
  const Finding finding = on_case(claim_d4(), "unit-pair");
  require_holds(finding, 7);
  // across the means every component is N(0, 1): V' = (A - B)^2 V + S^2 from V = 1
  double variance = 1.0;
  const Chain chain = Workbench::chain(Scheme::ddpm, {64}, {1.0});
  for (const Step<double>& step : make_transitions(chain, load_case("unit-pair").pair).steps) {
    variance = std::pow(step.A - step.B, 2) * variance + step.S * step.S;
  }
  for (const std::size_t i : {2u, 5u}) require_side(finding.checks[i].right, variance);
  CHECK(std::abs(finding.checks[6].left.value - 1.0) <= 1e-3);
  CHECK(on_case(claim_d4(), "unit-pair", "noise-variance").verdict() == Verdict::violated);
  CHECK_FALSE(on_case(claim_d4(), "narrow-rival").applies());
}
