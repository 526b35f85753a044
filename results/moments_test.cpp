#include "results/moments.hpp"

#include <cmath>

#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

// Two passes, straight from the definition: the reference for the one-pass merge.
Moments moments_of(const std::vector<double>& samples) {
  Moments moments;
  moments.n = static_cast<std::int64_t>(samples.size());
  for (const double x : samples) moments.sum += x;
  for (const double x : samples) {
    const double d = x - moments.mean();
    moments.m2 += d * d;
    moments.m3 += d * d * d;
    moments.m4 += d * d * d * d;
  }
  return moments;
}

}  // namespace

TEST_CASE("moments of two runs add up to the moments of all samples", "[exact]") {
  std::vector<double> a, b, all;
  for (int i = 0; i < 37; ++i) a.push_back(std::sin(1.7 * i) + 0.3 * i);
  for (int i = 0; i < 11; ++i) b.push_back(5.0 + std::exp(std::cos(2.3 * i)));
  all = a;
  all.insert(all.end(), b.begin(), b.end());
  const Moments sum = merged(moments_of(a), moments_of(b));
  const Moments reference = moments_of(all);
  // Relative rounding of a few dozen additions.
  const double tolerance = 1e-13;
  CHECK(sum.n == reference.n);
  CHECK(sum.sum == Approx(reference.sum).epsilon(tolerance));
  CHECK(sum.m2 == Approx(reference.m2).epsilon(tolerance));
  CHECK(sum.m3 == Approx(reference.m3).epsilon(tolerance));
  CHECK(sum.m4 == Approx(reference.m4).epsilon(tolerance));
  CHECK(merged(Moments{}, reference).m4 == reference.m4);
  CHECK(merged(reference, Moments{}).m3 == reference.m3);
}

TEST_CASE("the standard error of a mean", "[exact]") {
  const Moments moments = moments_of({1.0, 2.0, 4.0, 9.0});  // mean 4, m2 = 38
  CHECK(moments.standard_error() == Approx(std::sqrt(38.0 / 3.0 / 4.0)));
  CHECK(moments.kurtosis() == Approx(4.0 * (81.0 + 16.0 + 0.0 + 625.0) / (38.0 * 38.0)));
  CHECK(std::isinf(moments_of({1.0}).standard_error()));
}

TEST_CASE("a Monte Carlo dataset keeps its moments in the table", "[exact]") {
  Table table("test");
  table.add_axis({"w", "1", "guidance scale", std::vector<double>{0.0, 1.0}});
  const std::vector<Moments> rows{moments_of({1.0, 2.0, 4.0}), moments_of({0.0, 1.0})};
  add_monte_carlo(table, "cost", rows, "cost of a sample");
  CHECK(monte_carlo_names(table) == std::vector<std::string>{"cost"});
  const std::vector<Moments> back = monte_carlo_moments(table, "cost");
  REQUIRE(back.size() == 2);
  CHECK(back[0].m3 == rows[0].m3);
  CHECK(table.doubles("cost")[0] == rows[0].mean());
  CHECK(table.doubles("cost_error")[1] == rows[1].standard_error());
  CHECK(monte_carlo_moments(table, "w").empty());
}
