#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("E2 holds: a constant error shifts the mean, and E J is in closed form", "[exact]") {
  const Finding finding = on_case(claim_e2(), "gaussian-tilt");
  require_holds(finding, 12);
  const Case problem = load_case("gaussian-tilt");
  const Transitions run = make_transitions(Workbench::chain(Scheme::ddpm, {64}, {1.0}), problem.pair);
  int n_compared = 0;
  for (const double eps : {0.001, 0.01, 0.1}) {
    const double cost = GaussianTilt::end_of(run, eps).cost();  // an error upwards raises exp(a x): the harmful sign
    for (const Check& check : finding.checks) {
      if (!check.what.ends_with(fmt::format("constant, eps = {}", eps))) continue;
      const bool of_budget = check.what.starts_with("loss");
      require_side(check.left, cost - (of_budget ? GaussianTilt::guided(1.0) : GaussianTilt::expected()));
      ++n_compared;
    }
  }
  CHECK(n_compared == 6);
}
