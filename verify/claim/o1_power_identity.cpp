#include <fmt/format.h>

#include <algorithm>

#include "theory/integrability/far_field.hpp"
#include "theory/oracle/power_identity.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace o1 {

/// Relative: of the equality, and of the tie that the inequality accepts.
constexpr double relative_resolution = 1e-8;
constexpr double relative_tie = 1e-6;

/// grad log h_t is bounded when both mixtures have the same far field; then h^(1+2w) is a true martingale.
bool is_true_martingale(const GuidedPair& pair) {
  const std::optional<FarField> field = far_field(pair);
  return field && field->base == field->reweighted;
}

std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  for (const double w : {-0.25, 0.5, 1.0, 2.0}) {
    const double power = invariant_power(bench.pair(), {w});
    if (power == 0.0) continue;  // 1 = 1
    const Value left = bench.limit({w}).expected_cost(power);
    const Value right = power_identity(bench.pair(), {w}, Workbench::t0);
    if (is_true_martingale(bench.pair())) {
      checks.push_back(exactly_equal(fmt::format("E J^{} at w = {} = E h_t0^{}", power, w, power), left, right,
                                     relative_resolution * right.value));
    } else {
      checks.push_back(at_most(fmt::format("E J^{} at w = {} <= E h_t0^{}", power, w, power), left, right,
                               relative_tie * right.value));
    }
  }
  return checks;
}

}  // namespace o1

Claim claim_o1() {
  return {"O1",
          "the power mean is preserved: E J(Y_1^w)^(1+2w) = E h_t0(Y_t0)^(1+2w) when h^(1+2w) is a true martingale, "
          "<= always",
          "ours",
          "quadrature of h_t0^(1+2w) against p_t0",
          needs_exact_law,
          o1::check};
}

}  // namespace plumbline
