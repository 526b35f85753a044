#include "verify/study/grid_refinement.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"

namespace plumbline {

TEST_CASE("the deviation of a law from its reference is within the error that it states, and falls with the spacing",
          "[exact]") {
  GridRefinement parameters;
  parameters.spacings = {0.8, 0.5};
  parameters.steps = {4};
  parameters.t0 = {0.2};
  const Table table = table_of(grid_refinement_study({load_case("unit-pair")}, parameters));
  REQUIRE(table.doubles("reference_cost").size() == 1);
  const std::vector<double>& deviation = table.doubles("deviation");
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(deviation[i] == std::abs(table.doubles("expected_cost")[i] - table.doubles("reference_cost")[0]));
    CHECK(deviation[i] <= table.doubles("expected_cost_error")[i]);
  }
  CHECK(deviation[1] < deviation[0]);
}

}  // namespace plumbline
