#include <fmt/format.h>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace d1 {

constexpr GuidanceScale w{1.0};

/// Signed weak errors of E J, exact law of the sampler against the limit law.
std::vector<Check> check(Workbench& bench) {
  const LimitLaw& limit = bench.limit(w);
  std::vector<Check> checks;
  for (const Scheme scheme : all_schemes) {
    OrderStudy cost(fmt::format("E J, {}", name(scheme)));
    const auto add = [&](StepCount steps) {
      cost.add_difference(steps, bench.sampler_law(scheme, steps, w).expected_cost(), limit.expected_cost());
    };
    constexpr OrderClaim first_order{OrderKind::equal, 1.0, 0.02};
    for (const StepCount steps : bench.order_steps()) add(steps);
    for (const StepCount steps : bench.further_order_steps()) {
      if (!cost.is_pre_asymptotic(first_order)) break;
      add(steps);
    }
    checks.push_back(cost.check(first_order));
  }
  return checks;
}

}  // namespace d1

Claim claim_d1() {
  return {"D1",
          "the weak error of (27) is first order in 1/N: E J(Y_N) - E J(Y_1) ~ C / N, for all three schemes",
          "Lemma 3, Theorem 3",
          "the limit law of (26)",
          needs_guidance,
          d1::check};
}

}  // namespace plumbline
