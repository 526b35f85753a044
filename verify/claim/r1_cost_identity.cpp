#include "verify/claim/catalogue.hpp"
#include "verify/claim/cost_identity.hpp"

namespace plumbline {
namespace r1 {

std::string why_not(const Workbench& bench) {
  if (bench.pair().objective != Objective::lower_cost) return "a reward is raised: see R2";
  return needs_exact_law(bench);
}

}  // namespace r1

Claim claim_r1() {
  return {"R1",        "E J(Y_1^w) = E J(X_0) - Int (1/t) E[w h_t |s_t - s^J_t|^2 (Y_t^w)] dt",
          "Theorem 1", "the integral along exact laws of chains, extrapolated in N by itself",
          r1::why_not, check_cost_identity};
}

}  // namespace plumbline
