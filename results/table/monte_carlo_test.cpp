#include "results/table/monte_carlo.hpp"

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("a Monte Carlo mean keeps its moments in the table", "[exact]") {
  Table table("test");
  table.add_axis({"w", "1", "guidance scale", std::vector<double>{0.0, 1.0}});
  std::vector<Moments> rows(2);
  for (const double x : {1.0, 2.0, 4.0, 9.0}) rows[0].add(x);
  for (const double x : {0.0, 1.0, 1.0 / 0.0}) rows[1].add(x);
  add_monte_carlo(table, {"cost", "m", "cost of a sample", {}, {}}, rows);
  CHECK(monte_carlo_names(table) == std::vector<std::string>{"cost"});
  CHECK(table.find("cost_m3")->units == "(m)3");
  CHECK(table.doubles("cost_error")[0] == rows[0].standard_error());
  const std::vector<Moments> back = monte_carlo_moments(table, "cost");
  REQUIRE(back.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(back[i].n == rows[i].n);
    CHECK(back[i].not_finite == rows[i].not_finite);
    CHECK(back[i].mean == rows[i].mean);
    CHECK(back[i].m2 == rows[i].m2);
    CHECK(back[i].m3 == rows[i].m3);
    CHECK(back[i].m4 == rows[i].m4);
    CHECK(back[i].min == rows[i].min);
    CHECK(back[i].max == rows[i].max);
  }
  CHECK(monte_carlo_moments(table, "w").empty());
  CHECK(monte_carlo_moments(table, "cost_m2").empty());
}
