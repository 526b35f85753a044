#include "verify/statistics/alarm_budget.hpp"

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("a false-alarm budget adds up and names its checks", "[exact]") {
  AlarmBudget budget(1e-6);
  CHECK(budget.take("R1", 4e-7) == 4e-7);
  CHECK(budget.take("G3", 1e-7) == 1e-7);
  CHECK(budget.spent() == Approx(5e-7));
  REQUIRE(budget.entries().size() == 2);
  CHECK(budget.entries()[1].check == "G3");
  CHECK(budget.entries()[1].rate == 1e-7);
}

TEST_CASE("equal shares spend a budget to the end and no further", "[exact]") {
  AlarmBudget budget(1e-6);
  for (int i = 0; i < 7; ++i) CHECK(budget.take_share("check", 7) == Approx(1e-6 / 7));
  CHECK(budget.spent() == Approx(1e-6));
  CHECK_THROWS_AS(budget.take("one more", 1e-9), InputError);
  CHECK(budget.entries().size() == 7);
}

TEST_CASE("a budget refuses to be overspent", "[bad-input]") {
  AlarmBudget budget(1e-6);
  CHECK_THROWS_WITH(budget.take("greedy", 2e-6), ContainsSubstring("greedy") && ContainsSubstring("exceeds"));
  CHECK_THROWS_AS(budget.take("free", 0.0), InputError);
  CHECK_THROWS_AS(AlarmBudget(0.0), InputError);
  CHECK_THROWS_AS(AlarmBudget(1.0), InputError);
}
