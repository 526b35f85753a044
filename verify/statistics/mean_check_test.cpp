#include "verify/statistics/mean_check.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("moments are those of the sample", "[exact]") {
  const std::vector<double> draws = {0.0, 0.0, 0.0, 1.0};  // a Bernoulli sample with p = 1/4
  Moments sums;
  for (const double x : draws) sums.add(x);
  for (const SampleMoments& moments : {moments_of(draws), moments_of(sums)}) {
    CHECK(moments.n == 4);
    CHECK(moments.mean == Approx(0.25));
    CHECK(moments.variance == Approx(0.25));                             // p (1-p) n/(n-1)
    CHECK(moments.skewness == Approx((1 - 0.5) / std::sqrt(0.1875)));    // (1-2p)/sqrt(p(1-p))
    CHECK(moments.kurtosis == Approx(3.0 + (1 - 6 * 0.1875) / 0.1875));  // 3 + (1-6pq)/(pq)
    CHECK(estimate_mean(moments).standard_error == Approx(0.25));
    CHECK(estimate_mean(moments).skewness == Approx(moments.skewness / 2));
    CHECK(estimate_mean(moments).variance_error == Approx(std::sqrt((moments.kurtosis - 1) / 4)));
  }
}

TEST_CASE("one value that is not finite makes the mean of a sample a violation", "[exact]") {
  Moments sums;
  for (const double x : {1.0, 2.0, 3.0, 4.0}) sums.add(x);
  CHECK(check_mean(estimate_mean(moments_of(sums)), {2.5, 0.0, ""}, {0.5, 1.0}).reason != Reason::not_a_number);
  sums.add(std::nan(""));
  const Decision decision = check_mean(estimate_mean(moments_of(sums)), {2.5, 0.0, ""}, {0.5, 1.0});
  CHECK(decision.verdict == Verdict::violated);
  CHECK(decision.reason == Reason::not_a_number);
}

TEST_CASE("the difference of two independent means adds their cumulants", "[exact]") {
  // twice the same law: variances add, skewness cancels
  const MeanEstimate mean{3.0, 0.1, 0.02, 0.05};
  const MeanEstimate difference = difference_of(mean, {1.0, 0.1, 0.02, 0.05});
  CHECK(difference.value == 2.0);
  CHECK(difference.standard_error == Approx(0.1 * std::sqrt(2.0)));
  CHECK(difference.skewness == Approx(0.0).margin(1e-15));
  CHECK(difference.variance_error == Approx(0.05 / std::sqrt(2.0)));
  // against a noise-free side nothing changes; the mirror image changes sign
  CHECK(difference_of(mean, {}).skewness == Approx(0.02));
  CHECK(difference_of({}, mean).skewness == Approx(-0.02));
}

TEST_CASE("critical values are Gaussian without skewness and lean against the long tail with it", "[exact]") {
  CHECK(critical_z(0.025, 0.0, 1) == Approx(1.959963984540054).epsilon(1e-9));
  CHECK(critical_z(5e-9, 0.0, -1) == Approx(5.730728868236294).epsilon(1e-9));
  CHECK(critical_z(0.025, 0.1, -1) > 1.97);
  CHECK(critical_z(0.025, 0.1, 1) < 1.95);
  for (const double skewness : {0.08, 0.01, -0.02}) {
    for (const int side : {-1, 1}) {
      const double z = critical_z(1e-4, skewness, side);
      CHECK(studentised_tail(side * z, skewness) == Approx(1e-4).epsilon(1e-6));
    }
  }
}

TEST_CASE("the verdict on a mean follows the allowance of its side", "[exact]") {
  const MeanRule rule{0.05, 1.0};
  const MeanEstimate mean{10.0, 0.1, 0.0, 0.01};
  CHECK(check_mean(mean, {10.19, 0.0, ""}, rule).verdict == Verdict::holds);
  const Decision far = check_mean(mean, {10.2, 0.0, ""}, rule);
  CHECK(far.verdict == Verdict::violated);
  CHECK(far.allowance == Approx(0.1959963984540054));
  CHECK(*far.p_value == Approx(0.04550026389635842));
  // the error of the exact side is granted on top
  CHECK(check_mean(mean, {10.2, 0.01, ""}, rule).verdict == Verdict::holds);
  // a half-width above the resolution cannot pass, a difference beyond it still fails
  const Decision coarse = check_mean(mean, {10.1, 0.0, ""}, {0.05, 0.19});
  CHECK(coarse.verdict == Verdict::inconclusive);
  CHECK(coarse.reason == Reason::noise_floor);
  CHECK(check_mean(mean, {10.3, 0.0, ""}, {0.05, 0.19}).verdict == Verdict::violated);
}

TEST_CASE("a mean that its sample cannot support is inconclusive, never a pass or an alarm", "[exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  const MeanRule rule{0.05, 1.0};
  for (const MeanEstimate& heavy : {MeanEstimate{10.0, 0.1, 0.4, 0.01}, MeanEstimate{10.0, 0.1, 0.0, 0.4}}) {
    for (const double exact : {10.0, 12.0}) {
      const Decision decision = check_mean(heavy, {exact, 0.0, ""}, rule);
      CHECK(decision.verdict == Verdict::inconclusive);
      CHECK(decision.reason == Reason::noise_floor);
      CHECK(check_mean_at_most(heavy, {exact, 0.0, ""}, rule).verdict == Verdict::inconclusive);
    }
  }
  const MeanEstimate mean{10.0, 0.1, 0.0, 0.01};
  CHECK(check_mean(mean, {10.0, 0.0, ""}, {0.05, 1.0, false}).reason == Reason::infinite_moment);
  CHECK(check_mean(mean, {infinity, 0.0, ""}, rule).reason == Reason::infinite_moment);
  CHECK(check_mean_at_most(mean, {10.0, 0.0, ""}, {0.05, 1.0, false}).reason == Reason::infinite_moment);
  CHECK(check_mean({std::nan(""), 0.1, 0.0, 0.01}, {10.0, 0.0, ""}, rule).verdict == Verdict::violated);
  CHECK(check_mean({infinity, std::nan(""), 0.0, 0.01}, {10.0, 0.0, ""}, rule).verdict == Verdict::violated);
  CHECK(check_mean_at_most({std::nan(""), 0.1, 0.0, 0.01}, {10.0, 0.0, ""}, rule).verdict == Verdict::violated);
}

TEST_CASE("an inequality of means fails only beyond its one-sided limit and holds only below it", "[exact]") {
  const MeanRule rule{0.025, 0.0};
  const MeanEstimate mean{10.0, 0.1, 0.0, 0.01};
  CHECK(check_mean_at_most(mean, {9.8, 0.0, ""}, rule).verdict == Verdict::violated);
  CHECK(check_mean_at_most(mean, {9.81, 0.0, ""}, rule).verdict == Verdict::inconclusive);
  CHECK(check_mean_at_most(mean, {10.19, 0.0, ""}, rule).verdict == Verdict::inconclusive);
  const Decision below = check_mean_at_most(mean, {10.2, 0.0, ""}, rule);
  CHECK(below.verdict == Verdict::holds);
  CHECK(*below.p_value > 0.97);
  CHECK(check_mean_at_most(mean, {10.0, 0.0, ""}, {0.025, 0.2}).verdict == Verdict::holds);  // an accepted tie
}

TEST_CASE("the skewness correction mends the tails of a skewed mean", "[stat]") {
  // Exponential draws, n = 200: skewness of the mean 0.14. At a nominal 0.5 % a side the Gaussian tail gives about
  // 1.3 % below and 0.15 % above. False alarm of this test: 20000 trials, bands of 5 binomial standard errors, < 1e-5.
  std::mt19937_64 random(20240521);
  std::exponential_distribution<double> exponential;
  const int n_trials = 20000;
  int low = 0, high = 0, gaussian_low = 0;
  std::vector<double> draws(200);
  for (int trial = 0; trial < n_trials; ++trial) {
    for (double& x : draws) x = exponential(random);
    const MeanEstimate mean = estimate_mean(moments_of(draws));
    const double z = (mean.value - 1.0) / mean.standard_error;
    const double known_skewness = 2.0 / std::sqrt(200.0);
    low += z < -critical_z(0.005, known_skewness, -1);
    high += z > critical_z(0.005, known_skewness, 1);
    gaussian_low += z < -critical_z(0.005, 0.0, -1);
  }
  const double band = 5.0 * std::sqrt(n_trials * 0.005);
  CHECK(std::abs(low - 100) < band);
  CHECK(std::abs(high - 100) < band);
  CHECK(gaussian_low > 100 + band);
}
