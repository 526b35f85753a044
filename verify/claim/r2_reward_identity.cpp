#include "verify/claim/catalogue.hpp"
#include "verify/claim/cost_identity.hpp"

namespace plumbline {
namespace r2 {

std::string why_not(const Workbench& bench) {
  if (bench.pair().objective != Objective::raise_reward) return "a cost is lowered: see R1";
  return needs_exact_law(bench);
}

}  // namespace r2

Claim claim_r2() {
  return {"R2",        "E r(Y_1^w) = E r(X_0) + Int (1/t) E[w h_t |s^r_t - s_t|^2 (Y_t^w)] dt",
          "Theorem 2", "the integral along exact laws of chains, extrapolated in N by itself",
          r2::why_not, check_cost_identity};
}

}  // namespace plumbline
