#include "theory/base/out_of_reach.hpp"
#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("O2 holds: powers between 0 and 3 fall with t at w = 1, the others rise", "[exact]") {
  const Finding finding = on_case(claim_o2(), "gaussian-tilt");
  require_holds(finding, 10);
  for (const Check& check : finding.checks) CHECK(check.left.value < check.right.value);
  // E h_t0^1.5 at the start, from which it falls, and E h_t0^-0.75, from which it rises
  require_side(finding.checks[2].right, GaussianTilt::power_mean(GaussianTilt::t0, 1.5));
  require_side(finding.checks[0].left, GaussianTilt::power_mean(GaussianTilt::t0, -0.75));
}

TEST_CASE("O2 asks for a law as wide as the power: what lives beyond a grid is not known from it", "[exact]") {
  Workbench bench(load_case("wide-rival"), {});
  CHECK_THROWS_AS(bench.limit({2.0}, {0.5}).expected_cost(6.25), OutOfReach);
  // by exact laws of chains of 1024, 2048, 4096 and 8192 steps, their logarithms extrapolated in 1/N
  const Value moment = bench.limit_power({2.0}, {0.5}, 6.25);
  CHECK(std::abs(std::log10(moment.value) - 37.02) <= 0.01);
  CHECK(moment.error <= 1e-3 * moment.value);
}
