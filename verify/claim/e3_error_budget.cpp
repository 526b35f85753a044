#include <fmt/format.h>

#include <cmath>

#include "theory/imperfect/error_budget.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace e3 {

/// The next order may still move the coefficient of the second by this factor between one size and its half.
constexpr double slack = 1.25;

std::string why_not(const Workbench& bench) {
  return needs_finite_square(bench, Workbench::chain(Scheme::ddpm, practical_sampler(0).steps, {1.0}));
}

/// |remainder| times the square of the size must not grow as the size is halved. Mixed terms of the causes have either
/// sign and may cancel: then the remainder falls faster, and no order can be fitted.
std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  Value last;
  const int n_sizes = bench.tier() == Tier::quick ? 2 : 4;
  for (int k = 0; k < n_sizes; ++k) {
    const Value remainder = error_budget(bench.pair(), practical_sampler(k), bench.law_options()).remainder;
    const Value size{std::abs(remainder.value), remainder.error, remainder.how};
    if (k > 0) {
      checks.push_back(
          at_most(fmt::format("4 |remainder| at size 1/{} <= {} |remainder| at twice the size", 1 << k, slack),
                  {4.0 * size.value, 4.0 * size.error, size.how}, {slack * last.value, slack * last.error, last.how}));
    }
    last = size;
  }
  return checks;
}

}  // namespace e3

Claim claim_e3() {
  return {"E3",
          "total error = initialisation + truncation + discretisation + score, each from switching it off alone, up to "
          "a remainder of "
          "second order",
          "Theorem 3",
          "exact laws, with and without each cause",
          e3::why_not,
          e3::check};
}

}  // namespace plumbline
