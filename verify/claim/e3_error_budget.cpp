#include "theory/imperfect/error_budget.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/order_check.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {
namespace e3 {

constexpr int n_sizes = 5;

std::string why_not(const Workbench& bench) {
  return needs_finite_square(bench, Workbench::chain(Scheme::ddpm, practical_sampler(0).steps, {1.0}));
}

/// The order of the remainder in the common size of the causes.
std::vector<Check> check(Workbench& bench) {
  OrderStudy remainder("remainder of the four-way budget of E J", "1/size");
  for (int k = 0; k < n_sizes; ++k) {
    remainder.add({1 << k}, error_budget(bench.pair(), practical_sampler(k), bench.law_options()).remainder);
  }
  return {remainder.check({OrderKind::equal, 2.0, 0.2})};
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
