#include <fmt/format.h>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace g1 {

std::string why_not(const Workbench& bench) {
  if (bench.pair().objective != Objective::lower_cost) return "a reward is raised: see R2 and G2";
  if (bench.pair().cost_is_constant()) return "the cost is constant: guidance moves nothing";
  return needs_limit_cost(bench);
}

/// The guided mean against the unguided one, which is E J in closed form.
std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  const bool plain = bench.pair().dimension() > 1 && bench.tier() == Tier::quick;
  for (const double w : plain ? std::vector{1.0} : std::vector{0.1, 0.5, 1.0, 2.0}) {
    checks.push_back(at_most(fmt::format("E J(Y_1^w) <= E J at w = {}", w), bench.limit_cost({w}),
                             closed_form(bench.pair().expected, "weights of the mixture")));
  }
  return checks;
}

}  // namespace g1

Claim claim_g1() {
  return {"G1",
          "guidance lowers the mean cost: E J(Y_1^w) <= E J for w > 0; for classifier-free guidance J = 1/p(c|x)",
          "Corollary 1, LJ25",
          "E J in closed form from the weights",
          g1::why_not,
          g1::check};
}

}  // namespace plumbline
