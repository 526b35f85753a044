#include <fmt/format.h>

#include "theory/base/value_arithmetic.hpp"
#include "theory/imperfect/improvement.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace e2 {

constexpr GuidanceScale w{1.0};
constexpr StepCount n_steps{64};
constexpr double largest_eps = 1.0;

/// The root is wanted to a few digits only, and sizes near 1 make laws that are costly to resolve.
LawOptions root_options() {
  LawOptions options;
  options.tolerance = 1e-6;
  options.most_refinements = 2;
  return options;
}

std::string why_not(const Workbench& bench) {
  return needs_finite_square(bench, Workbench::chain(Scheme::ddpm, n_steps, w));
}

/// By how much a is worse than b.
Value loss(const Workbench& bench, const Value& a, const Value& b) { return bench.pair().sign() * (a - b); }

/// E J(Yhat_N^w) against E J(Y_1^w) plus both budgets; E J(X_0) where the budgets leave room; and where that room ends
/// in truth.
std::vector<Check> check(Workbench& bench) {
  LawOptions options = bench.law_options();
  options.cost_power = 2.0;  // the E1 budget rests on E J^2
  const Baseline baseline(bench.pair(), Workbench::chain(Scheme::ddpm, n_steps, w), options);
  const Value unguided = closed_form(bench.pair().expected, "weights of the mixture");
  const Value limit = bench.limit(w).expected_cost();
  const Value gain = loss(bench, unguided, limit);
  const Value weak = loss(bench, baseline.law.expected_cost(), limit);
  const Value d1 = named(abs(weak), "weak error of the chain with true scores");
  std::vector<Check> checks;
  for (const ErrorKind kind : bench.error_kinds()) {
    const ErrorSource source(baseline, {kind, ErrorTarget::guided});
    double guaranteed = 0.0;  // the largest size at which the budgets leave room for the gain
    for (const double eps : {0.001, 0.01, 0.1}) {
      const ImperfectLaw imperfect = source.of_size(eps, options);
      const Value cost = imperfect.law.expected_cost();
      const Value e1 = cost_gap_bound(imperfect.law, baseline.law, imperfect.path_kl);
      const Value budget = named(d1 + e1, "D1 + E1");
      const std::string at = fmt::format("{}, eps = {}", name(kind), eps);
      checks.push_back(at_most("loss of improvement <= D1 + E1 budgets, " + at, loss(bench, cost, limit), budget));
      if (budget.value + budget.error >= gain.value - gain.error) continue;
      guaranteed = eps;
      checks.push_back(
          at_most("guided <= unguided, " + at, loss(bench, cost, unguided), closed_form(0.0, "no change")));
    }
    if (bench.tier() == Tier::quick) continue;  // the root is what takes long
    const Value lost = eps_where_improvement_is_lost(baseline, source, unguided.value, largest_eps, root_options());
    if (!lost.is_known()) continue;
    checks.push_back(at_most(fmt::format("eps guaranteed <= eps at which the improvement is lost, {}", name(kind)),
                             closed_form(guaranteed, "largest eps with room in the budgets"), lost));
  }
  return checks;
}

}  // namespace e2

Claim claim_e2() {
  return {"E2",
          "improvement survives score errors: E J of (27) with Ghat is within the D1 and E1 budgets of E J(Y_1^w), "
          "hence below E J as "
          "long as they are below the gain of R1",
          "Theorem 3, Corollaries 1, 2",
          "exact laws with the error, the limit law of (26), E J from the weights",
          e2::why_not,
          e2::check};
}

}  // namespace plumbline
