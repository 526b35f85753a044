#include "verify/statistics/proportion.hpp"

#include <cmath>
#include <random>

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("Clopper-Pearson limits are those of the tables", "[exact]") {
  // closed forms at the ends: 1 - (alpha/2)^(1/n)
  CHECK(clopper_pearson({0, 20}, 0.05).lower == 0.0);
  CHECK(clopper_pearson({0, 20}, 0.05).upper == Approx(1.0 - std::pow(0.025, 1.0 / 20.0)));
  CHECK(clopper_pearson({20, 20}, 0.05).lower == Approx(std::pow(0.025, 1.0 / 20.0)));
  CHECK(clopper_pearson({20, 20}, 0.05).upper == 1.0);
  // 10 of 100 (Brown, Cai & DasGupta 2001): 0.0490, 0.1762
  CHECK(clopper_pearson({10, 100}, 0.05).lower == Approx(0.0490).margin(5e-5));
  CHECK(clopper_pearson({10, 100}, 0.05).upper == Approx(0.1762).margin(5e-5));
}

TEST_CASE("the binomial range holds its probability and no shorter one does", "[exact]") {
  const CountRange range = binomial_range(500, 0.01, 0.01);
  CHECK(range.least == 0);
  CHECK(range.most == 12);
  CHECK(probability_between(range, 500, 0.01) >= 0.99);
  CHECK(1.0 - probability_between({0, range.most}, 500, 0.01) <= 0.005);
  CHECK(1.0 - probability_between({0, range.most - 1}, 500, 0.01) > 0.005);
  const CountRange wide = binomial_range(1000, 0.5, 1e-6);
  CHECK(wide.least + wide.most == 1000);
  CHECK(probability_between(wide, 1000, 0.5) >= 1.0 - 1e-6);
  CHECK(binomial_range(10, 0.0, 0.1).most == 0);
  CHECK(binomial_range(10, 1.0, 0.1).least == 10);
}

TEST_CASE("the verdict on a proportion is that of the binomial tails", "[exact]") {
  // P(X >= 8 | n = 10, 1/2) = 56/1024, twice: 0.109375
  const Decision decision = check_proportion({8, 10}, {0.5, 0.0, ""}, 0.10, 1.0);
  CHECK(*decision.p_value == Approx(0.109375));
  CHECK(decision.verdict == Verdict::holds);
  CHECK(check_proportion({8, 10}, {0.5, 0.0, ""}, 0.11, 1.0).verdict == Verdict::violated);
  CHECK(check_proportion({8, 10}, {0.5, 0.0, ""}, 0.10, 0.2).reason == Reason::noise_floor);
  // the error of the exact side is granted
  CHECK(check_proportion({8, 10}, {0.5, 0.05, ""}, 0.11, 1.0).verdict == Verdict::holds);
  // impossible events: one is enough
  CHECK(check_proportion({1, 10}, {0.0, 0.0, ""}, 1e-9, 1.0).verdict == Verdict::violated);
  CHECK(check_proportion({0, 10}, {0.0, 0.0, ""}, 1e-9, 1.0).verdict == Verdict::holds);
  // but none in a few trials does not say that the rate is below 1/100: 1 - (alpha/2)^(1/n) must be
  CHECK(check_proportion({0, 10}, {0.0, 0.0, ""}, 1e-9, 0.01).reason == Reason::noise_floor);
  CHECK(check_proportion({0, 2200}, {0.0, 0.0, ""}, 1e-9, 0.01).verdict == Verdict::holds);
}

TEST_CASE("a rate below a bound must be seen to lie there", "[exact]") {
  CHECK(check_proportion_at_most({8, 10}, {0.5, 0.0, ""}, 0.06, 0.0).verdict == Verdict::violated);
  CHECK(check_proportion_at_most({8, 10}, {0.5, 0.0, ""}, 0.05, 0.0).verdict == Verdict::inconclusive);
  CHECK(*check_proportion_at_most({8, 10}, {0.5, 0.0, ""}, 0.05, 0.0).p_value == Approx(56.0 / 1024.0));
  CHECK(check_proportion_at_most({2, 10}, {0.5, 0.0, ""}, 0.06, 0.0).verdict == Verdict::holds);
}

TEST_CASE("Clopper-Pearson covers", "[stat]") {
  // Coverage is at least 95 % at every rate: more than 140 misses in 2000 have probability below 1e-4 even at
  // exactly 5 %; the interval is conservative, about 60 are typical.
  std::mt19937_64 random(9);
  for (const double rate : {0.003, 0.3}) {
    std::binomial_distribution<int> events(300, rate);
    int misses = 0;
    for (int trial = 0; trial < 2000; ++trial) {
      const Interval interval = clopper_pearson({events(random), 300}, 0.05);
      misses += interval.lower > rate || interval.upper < rate;
    }
    CHECK(misses <= 140);
  }
}
