#include "results/compare/sample_changes.hpp"

#include <cmath>
#include <random>

#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

// Normal end states in the plane, and their squared lengths as costs.
Results sample(unsigned seed, std::size_t n, double mean = 0.0, double deviation = 1.0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> first(mean, deviation), second;
  std::vector<std::int64_t> paths;
  std::vector<double> states, costs;
  for (std::size_t i = 0; i < n; ++i) {
    paths.push_back(static_cast<std::int64_t>(i));
    const double x = first(random), y = second(random);
    states.insert(states.end(), {x, y});
    costs.push_back(x * x + y * y);
  }
  Table table("Sample");
  table.add_axis({"path", "1", "path", paths});
  table.add_axis({"coordinate", "1", "coordinate", std::vector<std::int64_t>{0, 1}});
  table.add({"end_state", "1", "state", {}, states});
  table.add({"cost", "1", "J", {"path"}, costs});
  Results results;
  results.provenance.seeds = {seed};
  results.tables.emplace_back("sample", table);
  return results;
}

}  // namespace

TEST_CASE("samples of one law pass, whatever their seeds and sizes", "[exact]") {
  for (unsigned seed = 2; seed < 20; ++seed) {
    const Comparison comparison = compare(sample(1, 4000), sample(seed, 2000 + 100 * seed));
    CHECK(comparison.changes.empty());
    CHECK(comparison.n_values == 5);
  }
  CHECK(compare(sample(1, 4000), sample(1, 4000)).changes.empty());
}

TEST_CASE("samples of two laws do not", "[exact]") {
  const Comparison shifted = compare(sample(1, 4000), sample(2, 4000, 0.4));  // KS distance 0.16
  REQUIRE(shifted.regression());
  CHECK(shifted.changes[0].kind == Change::Kind::law);
  CHECK(shifted.changes[0].row == "coordinate 0");
  CHECK_THAT(comparison_text(shifted, false, 1000), ContainsSubstring("another law: means 0."));
  CHECK_THAT(comparison_text(shifted, false, 1000), ContainsSubstring("distribution functions 0."));
  // equal means, other widths: the distribution functions alone see it
  const Comparison wider = compare(sample(1, 4000), sample(2, 4000, 0.0, 2.0));
  REQUIRE(wider.changes.size() == 2);
  CHECK(wider.changes[0].dataset == "end_state");
  CHECK(wider.changes[1].dataset == "cost");
  // a shift that only the means see
  const Comparison small = compare(sample(1, 100'000), sample(2, 100'000, 0.03));
  REQUIRE(small.changes.size() == 1);
  CHECK_THAT(small.changes[0].detail, ContainsSubstring("means"));
}

TEST_CASE("values that are not finite, and samples too small to say anything", "[bad-input]") {
  Results broken = sample(2, 4000);
  auto& states = std::get<std::vector<double>>(broken.tables[0].second.find("end_state")->values);
  for (std::size_t i = 0; i < states.size(); i += 4) states[i] = std::nan("");  // half of the first coordinates
  CHECK(compare(sample(1, 4000), broken).regression());
  CHECK(compare(broken, broken).changes.empty());
  CHECK(compare(sample(1, 4), sample(2, 4, 100.0)).n_values == 2);  // the means of the coordinates, nothing else
}

TEST_CASE("a case whose text changed is named", "[exact]") {
  Results one = sample(1, 100), two = sample(1, 100);
  one.provenance.cases = {{"a", "1"}, {"b", "1"}};
  two.provenance.cases = {{"b", "2"}, {"a", "1"}};
  const Comparison comparison = compare(one, two);
  REQUIRE(comparison.changes.size() == 1);
  CHECK(comparison.changes[0].row == "b");
  CHECK_THAT(comparison_text(comparison, false, 1000), ContainsSubstring("the case of this name has another text"));
}
