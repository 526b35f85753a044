#include <fmt/format.h>

#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace f3 {

/// Relative; where J has no second moment its heavy tail is known less well.
constexpr double resolution_of_square_integrable = 1e-8;
constexpr double resolution_of_heavy_tails = 1e-6;

/// E h_t(Y_t) of (26) at w = 0, from the law at time t, against E J.
std::vector<Check> check(Workbench& bench) {
  const double expected = bench.pair().expected;
  const double relative_resolution =
      bench.limit({0.0}).is_finite(2.0) ? resolution_of_square_integrable : resolution_of_heavy_tails;
  std::vector<Check> checks;
  for (const double t : {1e-2, 0.5, 1.0}) {
    checks.push_back(exactly_equal(fmt::format("E h_t(Y_t) at t = {} = E J", t),
                                   bench.limit({0.0}, {t}).expected_cost(),
                                   closed_form(expected, "weights of the mixture"), relative_resolution * expected));
  }
  return checks;
}

}  // namespace f3

Claim claim_f3() {
  return {"F3",
          "h_t(Y_t) is a martingale at w = 0: E h_t(Y_t) = E J at every t",
          "Lemma 2",
          "E J in closed form from the weights",
          needs_exact_law,
          f3::check};
}

}  // namespace plumbline
