#include "verify/statistics/confidence_sequence.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

/// Arcsine-like draws in [0, 1] with mean 1/2 + shift: cos^2 of a uniform angle, moved and clipped by nothing.
double bounded_draw(std::mt19937_64& random, double shift) {
  std::uniform_real_distribution<double> uniform;
  const double c = std::cos(3.141592653589793 * uniform(random));
  return (0.9 * c * c + 0.05) + shift;
}

}  // namespace

TEST_CASE("the normal mixture is the formula of its theorem and tightest near its target", "[exact]") {
  const SampleMoments moments{10000, 1.0, 4.0, 0.0, 3.0};
  // by hand, alpha = 0.05, target 10^4: -2 log alpha = 5.99146, rho^2 = (5.99146 + 1.79034 + 1) / 10^4 = 8.78180e-4,
  // r^2 = 9.78180, half-width 2 sqrt(2 * 9.78180 / 87818.0 * (1.140262 + 2.995732)) = 0.0607090
  CHECK(normal_mixture_interval(moments, 10000, 0.05).half_width() == Approx(0.0607090).epsilon(1e-5));
  const auto at = [&](std::int64_t target) { return normal_mixture_interval(moments, target, 0.05).half_width(); };
  CHECK(at(10000) < at(1000));
  CHECK(at(10000) < at(100000));
  // wider than the interval at one planned size, by less than a factor 2
  CHECK(at(10000) > 1.96 * 0.02);
  CHECK(at(10000) < 2.0 * 1.96 * 0.02);
}

TEST_CASE("sequences cover at all times and looking often costs nothing", "[stat]") {
  // alpha = 5 %, 400 sequences of 3000 draws looked at every time: more than 44 misses have probability below 1e-4.
  // A fixed-size 95 % interval looked at every time misses about every second sequence.
  std::mt19937_64 random(5);
  int bounded_misses = 0, betting_alarms = 0, mixture_misses = 0, naive_misses = 0;
  double width = 0.0;
  for (int sequence = 0; sequence < 400; ++sequence) {
    BoundedSequence bounded({0.0, 1.0}, 0.05);
    BettingTest betting({0.0, 1.0}, 0.5);
    Moments sums;
    bool mixture_missed = false, naive_missed = false;
    for (int n = 1; n <= 3000; ++n) {
      const double x = bounded_draw(random, 0.0);
      bounded.add(x);
      betting.add(x);
      sums.add(x);
      if (n < 100) continue;
      const SampleMoments moments = moments_of(sums);
      mixture_missed |= std::abs(moments.mean - 0.5) > normal_mixture_interval(moments, 3000, 0.05).half_width();
      naive_missed |= std::abs(moments.mean - 0.5) > 1.96 * std::sqrt(moments.variance / n);
    }
    bounded_misses += bounded.interval().lower > 0.5 || bounded.interval().upper < 0.5;  // running intersection
    betting_alarms += betting.p_value() <= 0.05;
    mixture_misses += mixture_missed;
    naive_misses += naive_missed;
    width += bounded.interval().half_width() / 400;
  }
  INFO("misses: bounded " << bounded_misses << ", mixture " << mixture_misses << ", naive " << naive_misses
                          << "; betting alarms " << betting_alarms);
  CHECK(bounded_misses <= 44);
  CHECK(betting_alarms <= 44);
  CHECK(mixture_misses <= 44);
  CHECK(naive_misses > 100);
  CHECK(width < 3.0 * 1.96 * 0.32 / std::sqrt(3000.0));  // standard deviation of a draw 0.318
}

TEST_CASE("sequences catch a wrong mean, in any units", "[stat]") {
  // A shift of 0.04 is 7 standard errors at 3000 draws; each miss has probability far below 1e-3.
  std::mt19937_64 random(6);
  int bounded_caught = 0, betting_caught = 0;
  for (int sequence = 0; sequence < 100; ++sequence) {
    BoundedSequence bounded({-1.0, 3.0}, 0.05);
    BettingTest betting({-1.0, 3.0}, 1.0);
    for (int n = 1; n <= 3000; ++n) {
      const double x = -1.0 + 4.0 * bounded_draw(random, sequence % 2 == 0 ? 0.04 : -0.04);
      bounded.add(x);
      betting.add(x);
    }
    CHECK(bounded.n() == 3000);
    bounded_caught += bounded.interval().lower > 1.0 || bounded.interval().upper < 1.0;
    betting_caught += betting.p_value() <= 0.05;
  }
  CHECK(bounded_caught >= 95);
  CHECK(betting_caught >= 95);
}
