#include "verify/study/strong_order.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"

namespace plumbline {

TEST_CASE("the strong error falls like 1/N, and lies over its axes coarsest first", "[stat]") {
  StrongOrderStudy parameters;
  parameters.steps = {32, 64, 128};
  parameters.paths = 1000;
  const Table table = table_of(strong_order_study({load_case("unit-pair")}, parameters));
  const std::vector<double>& errors = table.doubles("strong_error");
  REQUIRE(errors.size() == 9);
  for (std::size_t scheme = 0; scheme < 3; ++scheme) {
    for (std::size_t k = 0; k < 2; ++k) {
      // first order with a change of 1/N: within a tenth of 2 on these grids
      CHECK(std::abs(errors[3 * scheme + k] / errors[3 * scheme + k + 1] - 2.0) < 0.2);
    }
  }
  REQUIRE(table.doubles("reference_error").size() == 1);
  CHECK(table.doubles("reference_error")[0] < 0.1 * errors[2]);
}

}  // namespace plumbline
