#include "verify/statistics/bounded_mean.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("bounded intervals are those of their theorems", "[exact]") {
  const SampleMoments moments{1000, 3.0, 0.04, 0.0, 3.0};
  const Interval range{2.0, 6.0};
  // by hand: 4 sqrt(log(2/0.05) / 2000); sqrt(0.08 log(80) / 1000) + 28 log(80) / (3 * 999)
  CHECK(hoeffding_interval(moments, range, 0.05).half_width() == Approx(0.1717878).epsilon(1e-6));
  const Interval bernstein = empirical_bernstein_interval(moments, range, 0.05);
  CHECK(bernstein.half_width() == Approx(0.0187231 + 0.0409400).epsilon(1e-5));
  CHECK(bernstein.middle() == Approx(3.0));
}

TEST_CASE("the verdict on a bounded mean and its p-value agree", "[exact]") {
  const SampleMoments moments{100000, 0.3, 0.04, 0.0, 3.0};
  const Interval range{0.0, 1.0};
  const double alpha = 1e-6;
  const double half_width = empirical_bernstein_interval(moments, range, alpha).half_width();
  const Decision edge = check_bounded_mean(moments, range, {0.3 + half_width * (1 - 1e-9), 0.0, ""}, alpha, 0.1);
  CHECK(edge.verdict == Verdict::holds);
  CHECK(*edge.p_value == Approx(alpha).epsilon(1e-4));
  CHECK(check_bounded_mean(moments, range, {0.3 + half_width * (1 + 1e-9), 0.0, ""}, alpha, 0.1).verdict ==
        Verdict::violated);
  CHECK(check_bounded_mean(moments, range, {0.3, 0.0, ""}, alpha, 0.5 * half_width).reason == Reason::noise_floor);
}

TEST_CASE("bounded intervals cover laws for which a Gaussian interval fails", "[stat]") {
  // An event of probability 0.002 in 200 draws: two samples in three see none and give a Gaussian interval of width 0.
  // False alarm: coverage is at least 95 %, so 1000 trials miss more than 85 times with probability below 1e-5.
  std::mt19937_64 random(7);
  std::bernoulli_distribution event(0.002);
  std::vector<double> draws(200);
  int bernstein = 0, hoeffding = 0, gaussian = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    for (double& x : draws) x = event(random) ? 1.0 : 0.0;
    const SampleMoments moments = moments_of(draws);
    bernstein += std::abs(empirical_bernstein_interval(moments, {0, 1}, 0.05).middle() - 0.002) >
                 empirical_bernstein_interval(moments, {0, 1}, 0.05).half_width();
    hoeffding += std::abs(moments.mean - 0.002) > hoeffding_interval(moments, {0, 1}, 0.05).half_width();
    gaussian += std::abs(moments.mean - 0.002) > 1.96 * estimate_mean(moments).standard_error;
  }
  CHECK(bernstein <= 85);
  CHECK(hoeffding <= 85);
  CHECK(gaussian > 500);
}
