#include "verify/statistics/sample_size.hpp"

#include <cmath>

#include "theory/base/input_error.hpp"
#include "verify/statistics/bounded_mean.hpp"
#include "verify/statistics/goodness_of_fit.hpp"
#include "verify/statistics/mean_check.hpp"
#include "verify/statistics/proportion.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("a Gaussian plan is the textbook formula", "[exact]") {
  const SampleMoments gaussian{0, 0.0, 4.0, 0.0, 3.0};
  // ((1.959964 + 1.281552) * 2 / 0.1)^2 = 4202.97
  CHECK(paths_for_mean({0.05, 0.1, 0.9}, gaussian) == 4203);
  CHECK(smallest_violation(0.05, 0.9, 4.0, 4203) == Approx(0.1).epsilon(1e-3));
  // at the planned size the half-width is below the violation: an agreement is a pass
  const MeanEstimate mean = estimate_mean({4203, 1.0, 4.0, 0.0, 3.0});
  CHECK(check_mean(mean, {1.0, 0.0, ""}, {0.05, 0.1}).verdict == Verdict::holds);
}

TEST_CASE("a plan takes as many paths as make the sample moderate", "[exact]") {
  const Promise coarse{1e-8, 1.0, 0.99};
  for (const SampleMoments& one_draw : {SampleMoments{0, 0.0, 1.0, 3.0, 14.0}, SampleMoments{0, 0.0, 1.0, 10.0, 110.0},
                                        SampleMoments{0, 0.0, 1.0, -40.0, 3.0}}) {
    const std::int64_t n = paths_for_mean(coarse, one_draw);
    const auto moderate = [&](std::int64_t paths) {
      return is_moderate(estimate_mean({paths, 0.0, 1.0, one_draw.skewness, one_draw.kurtosis}),
                         critical_z(0.5e-8, 0.0, 1));
    };
    CHECK(moderate(n));
    CHECK_FALSE(moderate(n - 2));
  }
}

TEST_CASE("a plan for proportions keeps its promise by the binomial law itself", "[exact]") {
  const Promise promise{1e-6, 0.02, 0.99};
  for (const double rate : {0.3, 0.01}) {
    const std::int64_t n = paths_for_proportion(promise, rate);
    const CountRange accepted = binomial_range(n, rate, promise.false_alarm);
    CHECK(probability_between(accepted, n, rate) >= 1.0 - 1e-6);
    CHECK(probability_between(accepted, n, rate + 0.02) <= 0.01);
    if (rate > 0.02) CHECK(probability_between(accepted, n, rate - 0.02) <= 0.01);
    const std::int64_t fewer = n - n / 20;
    CHECK(probability_between(binomial_range(fewer, rate, 1e-6), fewer, rate + 0.02) > 0.01);
  }
}

TEST_CASE("a plan for a distribution catches a shift with the promised power", "[stat]") {
  // Uniform draws that are 0.05 too large, at the only edge 1/2: the count below is binomial, so the power is its tail.
  const Promise promise{1e-4, 0.05, 0.9};
  const std::int64_t n = paths_for_distribution(promise);
  const auto missed = [&](std::int64_t paths) {
    const double critical = ks_critical(paths, promise.false_alarm);
    const auto least = static_cast<std::int64_t>(std::ceil((0.5 - critical) * static_cast<double>(paths)));
    return probability_between({least, paths}, paths, 0.45);
  };
  CHECK(missed(n) <= 0.1);
  CHECK(missed(n) >= 0.01);  // Hoeffding and nothing more: the bound is not far away
  CHECK(missed(n * 3 / 4) > 0.1);
}

TEST_CASE("plans without asymptotics cost more, but not much more", "[exact]") {
  const Promise promise{1e-8, 0.01, 0.99};
  const SampleMoments one_draw{0, 0.0, 0.04, 0.0, 3.0};
  const std::int64_t gaussian = paths_for_mean(promise, one_draw);
  const std::int64_t catoni = paths_for_catoni(promise, 0.04);
  const std::int64_t bounded = paths_for_bounded_mean(promise, 0.04, 1.0);
  CHECK(catoni > gaussian);
  CHECK(catoni < 2 * gaussian);
  CHECK(bounded > gaussian);
  CHECK(bounded < 4 * gaussian);
  // the half-width that the plan leaves is below the violation, and hardly at half the plan
  const auto half_width = [](std::int64_t n) {
    return empirical_bernstein_interval({n, 0.5, 0.04, 0.0, 3.0}, {0.0, 1.0}, 1e-8).half_width();
  };
  CHECK(half_width(bounded) < 0.01);
  CHECK(half_width(bounded / 3) > 0.01);
}

TEST_CASE("impossible promises are refused", "[bad-input]") {
  const SampleMoments one_draw{0, 0.0, 1.0, 0.0, 3.0};
  CHECK_THROWS_AS(paths_for_mean({0.0, 0.1, 0.9}, one_draw), InputError);
  CHECK_THROWS_AS(paths_for_mean({0.01, 0.0, 0.9}, one_draw), InputError);
  CHECK_THROWS_AS(paths_for_catoni({0.01, 0.1, 1.0}, 1.0), InputError);
  CHECK_THROWS_AS(paths_for_proportion({0.01, -0.1, 0.9}, 0.5), InputError);
  CHECK_THROWS_AS(paths_for_bounded_mean({1.0, 0.1, 0.9}, 1.0, 1.0), InputError);
}
