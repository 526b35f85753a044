#include "theory/law/beyond_grid.hpp"

#include <cmath>

#include "theory/base/out_of_reach.hpp"
#include "theory/cases/case.hpp"
#include "theory/law/chain_law.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {

/// E J = 1 + exp(2 V - 2 mu) by the affine recursion in 40 digits. The paths that make it come by y = -90, over five
/// deviations from where Y_1 lives and thirty from where Y_10 does.
TEST_CASE("a cost whose ancestors lie beyond the grid is known, or is said not to be", "[exact]") {
  const GuidedPair pair = load_case("unit-pair").pair;
  const Chain chain{make_grid(Schedule::cosine, {10}, {1e-4}, {1.0}), Scheme::ddpm, {}, Start::exact};
  const Value cost = chain_law(pair, chain).expected_cost();
  CHECK(std::abs(cost.value - 8691737.7088466741) <= cost.error);
  CHECK(cost.error <= 1e-9 * cost.value);

  LawOptions narrow;
  narrow.grid = LineGrid{-72.0, 0.25, 577};
  const ChainLaw law = chain_law(pair, chain, narrow);
  CHECK_THROWS_AS(law.expected_cost(), OutOfReach);
  CHECK(std::abs(law.mean().value - 1.0) <= 1e-3);  // of the law itself next to nothing lies out there

  narrow.grid = LineGrid{-170.0, 0.25, 1121};
  const Value within = chain_law(pair, chain, narrow).expected_cost();
  CHECK(std::abs(within.value - cost.value) <= within.error);  // the last of the ancestors are not held
  CHECK(within.error <= 1e-3 * within.value);
}

}  // namespace plumbline
