#include <algorithm>
#include <cmath>
#include <vector>

#include "theory/imperfect/error_budget.hpp"
#include "theory/law/richardson.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace e3 {

std::string why_not(const Workbench& bench) {
  return needs_finite_square(bench, Workbench::chain(Scheme::ddpm, practical_sampler(0).steps, {1.0}));
}

/// The smallest part of those that are there: one below a thousandth of the largest vanishes by symmetry, as that of an
/// odd error of the score on an even problem does, and nothing of first order can be missed by leaving it out.
double smallest_part(const ErrorBudget& budget) {
  constexpr double absent = 1e-3;
  std::vector<double> sizes;
  for (const Value& part : {budget.initialisation, budget.truncation, budget.discretisation, budget.score}) {
    sizes.push_back(std::abs(part.value));
  }
  std::ranges::sort(sizes);
  return *std::ranges::lower_bound(sizes, absent * sizes.back());
}

/// All causes are halved again and again. Remainder / size then has an expansion in powers of the size, and its
/// constant term, a part of first order that no cause accounts for, must be 0. Mixed terms of the causes have either
/// sign and may cancel, so an order of the remainder itself need not exist. A fifth of the smallest part would be seen.
std::vector<Check> check(Workbench& bench) {
  constexpr int n_sizes = 5;
  std::vector<double> over_size;
  double error = 0.0;
  double resolution = 0.0;
  for (int k = 0; k < n_sizes; ++k) {
    const ErrorBudget budget = error_budget(bench.pair(), practical_sampler(k), bench.law_options());
    const double inverse_size = std::ldexp(1.0, k);
    over_size.push_back(budget.remainder.value * inverse_size);
    error = std::max(error, budget.remainder.error * inverse_size);
    resolution = 0.2 * smallest_part(budget) * inverse_size;
  }
  const Extrapolated<double> constant = cautious_richardson(over_size);
  return {exactly_equal("total error - sum of its parts, of first order in the size of the causes = 0",
                        {constant.best, error_of(constant, error), "exact laws, extrapolated in the size"},
                        {0.0, 0.0, "the parts account for all that is of first order"}, resolution)};
}

}  // namespace e3

Claim claim_e3() {
  return {"E3",
          "total error = initialisation + truncation + discretisation + score, each from switching it off alone, up to "
          "a remainder of second order",
          "Theorem 3",
          "exact laws, with and without each cause",
          e3::why_not,
          e3::check};
}

}  // namespace plumbline
