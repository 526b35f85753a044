#include "verify/statistics/multiple_testing.hpp"

#include <array>

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("the union bound multiplies the smallest p-value", "[exact]") {
  CHECK(union_p_value(std::array{0.3, 0.01, 0.5}) == Approx(0.03));
  CHECK(union_p_value(std::array{0.9, 0.8}) == 1.0);
  CHECK(union_p_value({}) == 1.0);
}

TEST_CASE("Holm refuses step by step and stops at the first that stands", "[exact]") {
  // the example of step-down: 0.01 <= 0.05/4, 0.015 <= 0.05/3, 0.03 > 0.05/2 stops although 0.04 <= 0.05
  const std::array p = {0.03, 0.01, 0.04, 0.015};
  CHECK(holm(p, 0.05) == std::vector<bool>{false, true, false, true});
  CHECK(holm(p, 0.5) == std::vector<bool>{true, true, true, true});
  CHECK(holm(p, 0.03) == std::vector<bool>{false, false, false, false});
}
