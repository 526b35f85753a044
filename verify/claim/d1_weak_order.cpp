#include <fmt/format.h>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace {

constexpr GuidanceScale w{1.0};

/// Signed weak errors of E J, E Y and E Y^2, exact law of the sampler against the limit law.
std::vector<Check> check(Workbench& bench) {
  const LimitLaw& limit = bench.limit(w);
  std::vector<Check> checks;
  for (const Scheme scheme : all_schemes) {
    OrderStudy cost(fmt::format("E J, {}", name(scheme)));
    OrderStudy mean(fmt::format("E Y, {}", name(scheme)));
    OrderStudy square(fmt::format("E Y^2, {}", name(scheme)));
    for (const StepCount steps : bench.order_steps()) {
      const ChainLaw& law = bench.sampler_law(scheme, steps, w);
      cost.add_difference(steps, law.expected_cost(), limit.expected_cost());
      mean.add_difference(steps, law.mean(), limit.mean());
      square.add_difference(steps, law.second_moment(), limit.second_moment());
    }
    for (const OrderStudy* study : {&cost, &mean, &square}) {
      checks.push_back(study->check({OrderKind::equal, 1.0, 0.02}));
    }
  }
  return checks;
}

}  // namespace

Claim claim_d1() {
  return {"D1", "the weak error of (27) is first order in 1/N: E f(Y_N) - E f(Y_1) ~ C_f / N, for all three schemes",
          "Lemma 3, Theorem 3", "the limit law of (26)", needs_one_dimension, check};
}

}  // namespace plumbline
