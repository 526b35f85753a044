#include "verify/statistics/goodness_of_fit.hpp"

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

double uniform_cdf(double x) { return x; }

}  // namespace

TEST_CASE("the Kolmogorov-Smirnov distance looks at both sides of every jump", "[exact]") {
  const TestResult low = kolmogorov_smirnov(std::array{0.2, 0.1, 0.3, 0.4}, uniform_cdf);
  CHECK(low.statistic == Approx(0.6));
  CHECK(low.p_value == Approx(2.0 * std::exp(-8.0 * 0.36)));
  CHECK(kolmogorov_smirnov(std::array{0.7, 0.9}, uniform_cdf).statistic == Approx(0.7));
  CHECK(kolmogorov_smirnov(std::array{0.25, 0.75}, uniform_cdf).p_value == 1.0);
}

TEST_CASE("a distribution holds, is violated or stays open by its distance, its critical value and the resolution",
          "[exact]") {
  // 2 exp(-2 n d^2) = 0.01
  CHECK(ks_critical(100, 0.01) == Approx(std::sqrt(std::log(200.0) / 200.0)));
  const double critical = ks_critical(10000, 1e-6);
  CHECK(check_distribution(0.9 * critical, 10000, 0.0, 1e-6, 1.1 * critical).verdict == Verdict::holds);
  CHECK(check_distribution(1.1 * critical, 10000, 0.0, 1e-6, 1.1 * critical).verdict == Verdict::violated);
  CHECK(check_distribution(1.1 * critical, 10000, 0.2 * critical, 1e-6, 2.0 * critical).verdict == Verdict::holds);
  CHECK(verdict_text(check_distribution(0.5 * critical, 10000, 0.0, 1e-6, 0.9 * critical)) ==
        "INCONCLUSIVE(noise floor)");
  CHECK(*check_distribution(critical, 10000, 0.0, 1e-6, 1.0).p_value == Approx(1e-6));
}

TEST_CASE("chi-square is Pearson's, over merged cells", "[exact]") {
  const TestResult fair = chi_square(std::array<std::int64_t, 2>{60, 40}, std::array{0.5, 0.5});
  CHECK(fair.statistic == Approx(4.0));
  CHECK(fair.p_value == Approx(0.04550026389635842));
  // the last two cells expect 5 each: they count as one
  const TestResult merged = chi_square(std::array<std::int64_t, 3>{84, 8, 8}, std::array{0.9, 0.05, 0.05});
  CHECK(merged.statistic == Approx(36.0 / 90.0 + 36.0 / 10.0));
  CHECK(merged.p_value == Approx(std::erfc(std::sqrt(2.0))));
  // a remainder that never fills a cell joins the last one
  const TestResult remainder = chi_square(std::array<std::int64_t, 3>{60, 36, 4}, std::array{0.5, 0.45, 0.05});
  CHECK(remainder.statistic == Approx(4.0));
  CHECK(chi_square(std::array<std::int64_t, 2>{3, 2}, std::array{0.5, 0.5}).p_value == 1.0);
}

TEST_CASE("goodness of fit alarms at its rate and catches another law", "[stat]") {
  // 500 tests at 5 %: 12 to 41 alarms expected of chi-square, at most 41 of the conservative KS, each with probability
  // 99.9 %; the wrong laws are caught with probability above 1 - 1e-6 each.
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> uniform;
  int ks_alarms = 0, chi_alarms = 0, ks_caught = 0;
  std::vector<double> draws(500), squared(500);
  for (int test = 0; test < 500; ++test) {
    std::array<std::int64_t, 10> counts{};
    for (std::size_t i = 0; i < draws.size(); ++i) {
      draws[i] = uniform(random);
      squared[i] = draws[i] * draws[i];
      ++counts[static_cast<std::size_t>(10.0 * draws[i])];
    }
    ks_alarms += kolmogorov_smirnov(draws, uniform_cdf).p_value <= 0.05;
    ks_caught += kolmogorov_smirnov(squared, uniform_cdf).p_value <= 1e-6;
    chi_alarms += chi_square(counts, std::vector<double>(10, 0.1)).p_value <= 0.05;
  }
  INFO("KS " << ks_alarms << " chi-square " << chi_alarms);
  CHECK(ks_alarms <= 41);
  CHECK(ks_alarms >= 5);
  CHECK(chi_alarms <= 41);
  CHECK(chi_alarms >= 12);
  CHECK(ks_caught == 500);
}
