#include "results/compare/compare.hpp"

#include <cmath>
#include <limits>

#include "results/compare/merge.hpp"
#include "results/table/monte_carlo.hpp"
#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

// Three exact values with error 1e-3, three Monte Carlo means, three verdicts.
Results some_results(std::uint64_t seed, double shift = 0.0, double random_shift = 0.0,
                     const std::string& verdict = "HOLDS") {
  Results results;
  results.provenance.seeds = {seed};
  Table law("Law");
  law.add_axis({"w", "1", "guidance scale", std::vector<double>{0.1, 1.0, 10.0}});
  law.add_values("cost", {{1.0, 1e-3, ""}, {2.0 + shift, 1e-3, ""}, {INFINITY, 0.0, ""}}, "expected cost");
  law.add({"seconds", "s", "time", {}, std::vector<double>{1.0 * static_cast<double>(seed), 1.0, 1.0}});
  std::vector<Moments> moments(3);
  for (Moments& row : moments) {
    for (int i = 0; i < 100; ++i) row.add(random_shift + std::sin(i + static_cast<double>(seed)));
  }
  add_monte_carlo(law, {"mean", "1", "mean", {}, {}}, moments);
  results.tables.emplace_back("law", law);
  Table claims("Claims");
  claims.add_axis({"claim_row", "1", "row", std::vector<std::int64_t>{0, 1}});
  claims.add({"id", "1", "claim", {}, std::vector<std::string>{"O1", "O1"}});
  claims.add({"case_name", "1", "case", {}, std::vector<std::string>{"a", "b"}});
  claims.add({"verdict", "1", "verdict", {}, std::vector<std::string>{"HOLDS", verdict}});
  results.tables.emplace_back("claims", claims);
  return results;
}

}  // namespace

TEST_CASE("compare finds a change of three errors and ignores one within errors", "[exact]") {
  CHECK(compare(some_results(1), some_results(1)).changes.empty());
  CHECK(compare(some_results(1), some_results(1, 1.9e-3)).changes.empty());
  const Comparison planted = compare(some_results(1), some_results(1, 3e-3));
  REQUIRE(planted.changes.size() == 1);
  CHECK(planted.regression());
  CHECK(planted.changes[0].kind == Change::Kind::value);
  CHECK(planted.changes[0].dataset == "cost");
  CHECK(planted.changes[0].row == "1");
  CHECK(planted.changes[0].n_errors == Approx(1.5));
  CHECK_THAT(comparison_text(planted, true, 1000), ContainsSubstring("\033[1m!"));
  CHECK_THAT(comparison_text(planted, false, 1000), !ContainsSubstring("\033"));
  CHECK_THAT(comparison_json(planted), ContainsSubstring("\"regression\": true"));
}

TEST_CASE("compare allows for the noise of another seed, not of the same one", "[exact]") {
  const double error = some_results(1).tables[0].second.doubles("mean_error")[0];
  CHECK(compare(some_results(1), some_results(1, 0.0, 1.9 * error)).changes.empty());
  CHECK(compare(some_results(1), some_results(1, 0.0, 3.0 * error)).changes.size() == 3);
  CHECK_FALSE(compare(some_results(1), some_results(2, 0.0, 3.0 * error)).regression());
  CHECK(compare(some_results(1), some_results(2, 0.0, 20.0 * error)).regression());
}

TEST_CASE("compare judges verdicts and missing rows", "[exact]") {
  const Comparison worse = compare(some_results(1), some_results(1, 0.0, 0.0, "INCONCLUSIVE"));
  REQUIRE(worse.changes.size() == 1);
  CHECK(worse.regression());
  CHECK(worse.changes[0].row == "O1 b");
  const Comparison better = compare(some_results(1, 0.0, 0.0, "VIOLATED"), some_results(1));
  CHECK(better.changes.size() == 1);
  CHECK_FALSE(better.regression());
  Results fewer = some_results(1);
  fewer.tables.pop_back();
  CHECK(compare(some_results(1), fewer).regression());
  CHECK_FALSE(compare(fewer, some_results(1)).regression());
}

TEST_CASE("a finite value that turns infinite or NaN is a change", "[exact]") {
  for (const double x : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(compare(some_results(1), some_results(1, x)).regression());
    CHECK(compare(some_results(1, x), some_results(1)).regression());
  }
}

TEST_CASE("merging two seeds adds their samples", "[exact]") {
  const Results both = merged(some_results(1), some_results(2));
  CHECK(both.provenance.seeds == std::vector<std::uint64_t>{1, 2});
  const Table& table = both.tables[0].second;
  const std::vector<Moments> moments = monte_carlo_moments(table, "mean");
  Moments all;
  for (const double seed : {1.0, 2.0}) {
    for (int i = 0; i < 100; ++i) all.add(std::sin(i + seed));
  }
  CHECK(moments[2].n == 200);
  CHECK(moments[2].mean == Approx(all.mean).epsilon(1e-12));
  CHECK(moments[2].m4 == Approx(all.m4).epsilon(1e-12));
  CHECK(table.doubles("mean_error")[0] == moments[0].standard_error());
  CHECK(table.doubles("seconds")[0] == 3.0);
  CHECK(table.datasets().size() == some_results(1).tables[0].second.datasets().size());
}

TEST_CASE("merging refuses what is not the same study with another seed", "[bad-input]") {
  CHECK_THROWS_WITH(merged(some_results(1), some_results(1)), ContainsSubstring("both files used seed 1"));
  CHECK_THROWS_WITH(merged(some_results(1), some_results(2, 1e-9)), ContainsSubstring("law/cost is not random"));
  Results fewer = some_results(2);
  fewer.tables.pop_back();
  CHECK_THROWS_AS(merged(some_results(1), fewer), InputError);
}
