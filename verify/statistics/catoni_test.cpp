#include "verify/statistics/catoni.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "verify/statistics/mean_check.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

/// J = 1 + exp(-2x), x ~ N(1, 1): the cost of `unit-pair` under its data law. E J = 2, Var J = exp(4) - 1.
std::vector<double> unit_pair_costs(std::mt19937_64& random, std::size_t n, double mean_of_x = 1.0) {
  std::normal_distribution<double> normal(mean_of_x, 1.0);
  std::vector<double> costs(n);
  for (double& cost : costs) cost = 1.0 + std::exp(-2.0 * normal(random));
  return costs;
}

const double cost_variance = std::exp(4.0) - 1.0;

}  // namespace

TEST_CASE("Catoni's interval is the set of means that its test accepts", "[exact]") {
  std::mt19937_64 random(3);
  const std::vector<double> draws = unit_pair_costs(random, 5000);
  const double alpha = 1e-3;
  const Interval interval = catoni_interval(draws, cost_variance, alpha);
  CHECK(interval.lower < interval.upper);
  // at the ends the p-value is alpha
  const auto p_value = [&](double mean) {
    return *check_catoni(draws, {mean, 0.0, ""}, {cost_variance, 0.0, ""}, alpha, 1.0).p_value;
  };
  CHECK(p_value(interval.lower) == Approx(alpha).epsilon(1e-6));
  CHECK(p_value(interval.upper) == Approx(alpha).epsilon(1e-6));
  CHECK(p_value(interval.middle()) > 0.1);
  // about sqrt(2 v log(2/alpha) / n) wide on each side
  CHECK(interval.half_width() == Approx(std::sqrt(2.0 * cost_variance * std::log(2.0 / alpha) / 5000.0)).epsilon(0.1));
  CHECK(check_catoni(draws, {interval.upper + 1e-6, 0.0, ""}, {cost_variance, 0.0, ""}, alpha, 1.0).verdict ==
        Verdict::violated);
  CHECK(check_catoni(draws, {interval.upper - 1e-6, 0.0, ""}, {cost_variance, 0.0, ""}, alpha, 1.0).verdict ==
        Verdict::holds);
  CHECK(check_catoni(draws, {2.0, 0.0, ""}, {cost_variance, 0.0, ""}, alpha, 0.1).reason == Reason::noise_floor);
}

TEST_CASE("the influence of a draw is log(1 + x + x^2/2)", "[exact]") {
  // one draw, variance 4 and log(2/alpha) = 2 make a = 1
  const std::vector<double> one = {3.0};
  const double alpha = 2.0 * std::exp(-2.0);
  const Decision above = check_catoni(one, {1.0, 0.0, ""}, {4.0, 0.0, ""}, alpha, 10.0);
  CHECK(above.difference == Approx(std::log(5.0)));
  CHECK(above.allowance == Approx(4.0));
  CHECK(check_catoni(one, {5.0, 0.0, ""}, {4.0, 0.0, ""}, alpha, 10.0).difference == Approx(-std::log(5.0)));
}

TEST_CASE("Catoni's check knows infinite moments and broken draws", "[exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> draws = {1.0, 2.0, 3.0};
  CHECK(check_catoni(draws, {2.0, 0.0, ""}, {infinity, 0.0, ""}, 0.01, 1.0).reason == Reason::infinite_moment);
  CHECK(check_catoni(draws, {infinity, 0.0, ""}, {1.0, 0.0, ""}, 0.01, 1.0).reason == Reason::infinite_moment);
  draws[1] = std::nan("");
  CHECK(check_catoni(draws, {2.0, 0.0, ""}, {1.0, 0.0, ""}, 0.01, 1.0).verdict == Verdict::violated);
  draws[1] = infinity;
  CHECK(check_catoni(draws, {2.0, 0.0, ""}, {1.0, 0.0, ""}, 0.01, 1.0).verdict == Verdict::violated);
}

TEST_CASE("Catoni's test runs in one pass, in parts, and grants the error of the exact value", "[exact]") {
  std::mt19937_64 random(4);
  const std::vector<double> draws = unit_pair_costs(random, 4000);
  const Value variance{cost_variance, 0.0, ""};
  CatoniTest whole({2.5, 0.0, ""}, variance, 4000, 0.01), first = whole, second = whole;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    whole.add(draws[i]);
    (i < 1000 ? first : second).add(draws[i]);
  }
  first.merge(second);
  const Decision decision = whole.decide(10.0);
  CHECK(first.decide(10.0).difference == Approx(decision.difference).epsilon(1e-12));
  CHECK(first.decide(10.0).allowance == Approx(decision.allowance));
  CHECK(decision.allowance == Approx(std::sqrt(2.0 * cost_variance * std::log(200.0) / 4000.0)));
  const Decision granted = check_catoni(draws, {2.5, 0.3, ""}, variance, 0.01, 10.0);
  CHECK(granted.allowance == Approx(decision.allowance + 0.3));
  CHECK(*granted.p_value > *decision.p_value);
  // a variance known with an error counts with it
  CHECK(check_catoni(draws, {2.5, 0.0, ""}, {cost_variance / 2, cost_variance / 2, ""}, 0.01, 10.0).allowance ==
        Approx(decision.allowance));
}

TEST_CASE("a cost with skewness 414 is judged truly where the studentised mean gives up", "[stat]") {
  // False alarm: at alpha = 5 %, 1000 trials miss more than 85 times with probability below 1e-5.
  std::mt19937_64 random(11);
  int alarms = 0, gaussian_alarms = 0, gave_up = 0, caught = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    const std::vector<double> draws = unit_pair_costs(random, 2000);
    const Interval interval = catoni_interval(draws, cost_variance, 0.05);
    alarms += interval.lower > 2.0 || interval.upper < 2.0;
    const MeanEstimate mean = estimate_mean(moments_of(draws));
    gaussian_alarms += std::abs(mean.value - 2.0) > 1.96 * mean.standard_error;
    gave_up += check_mean(mean, {2.0, 0.0, ""}, {0.05, 10.0}).verdict == Verdict::inconclusive;
    const Interval shifted = catoni_interval(unit_pair_costs(random, 2000, 0.7), cost_variance, 0.05);
    caught += shifted.lower > 2.0;  // there E J = 1 + exp(0.6) = 2.82
  }
  INFO("alarms " << alarms << ", Gaussian " << gaussian_alarms << ", gave up " << gave_up << ", caught " << caught);
  CHECK(alarms <= 85);
  CHECK(gaussian_alarms > 85);  // the Gaussian interval does not
  CHECK(gave_up > 800);
  CHECK(caught > 500);
}
