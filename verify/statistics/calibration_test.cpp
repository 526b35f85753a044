#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "verify/statistics/bounded_mean.hpp"
#include "verify/statistics/catoni.hpp"
#include "verify/statistics/goodness_of_fit.hpp"
#include "verify/statistics/mean_check.hpp"
#include "verify/statistics/proportion.hpp"
#include "verify/statistics/sample_size.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

/// Calibration: the checks alarm as often as declared, their p-values are uniform, and the promised violation is caught
/// as often as promised. Seeds 0, 1, 2, ... as they come. Each test declares the probability with which it fails
/// although the checks are right.
namespace {

double class_probability(double x) { return 1.0 / (1.0 + std::exp(-2.0 * x)); }

/// The observable: p(c|x)^3, bounded and skewed; x ~ N(shift, 1), the claim is about shift = 0.
double cube(double x) { return std::pow(class_probability(x), 3); }

/// E f(x), x ~ N(shift, 1), by the trapezoidal rule on +-10 (geometric convergence, 1e-14 here).
template <class Function>
double gaussian_mean(Function f, double shift) {
  double sum = 0.0;
  for (int i = -400; i <= 400; ++i) {
    const double z = i / 40.0;
    sum += f(shift + z) * std::exp(-0.5 * z * z) / (40.0 * std::sqrt(2.0 * 3.14159265358979324));
  }
  return sum;
}

SampleMoments exact_moments(double shift) {
  SampleMoments moments;
  moments.mean = gaussian_mean(cube, shift);
  const auto central = [&](int k) {
    return gaussian_mean([&](double x) { return std::pow(cube(x) - moments.mean, k); }, shift);
  };
  moments.variance = central(2);
  moments.skewness = central(3) / std::pow(moments.variance, 1.5);
  moments.kurtosis = central(4) / std::pow(moments.variance, 2);
  return moments;
}

struct Sample {
  std::vector<double> cubes;
  Count positive;  ///< draws with x > 0, probability 1/2 at shift 0
};

Sample draw(std::uint64_t seed, std::int64_t n, double shift) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(shift, 1.0);
  Sample sample;
  sample.positive.n_trials = n;
  for (std::int64_t i = 0; i < n; ++i) {
    const double x = normal(random);
    sample.cubes.push_back(cube(x));
    sample.positive.n_events += x > 0.0;
  }
  return sample;
}

/// Paths for check_mean of a shift: the shifted law is the wider one, and its power is what is promised.
std::int64_t planned_paths(const Promise& promise, double shift) {
  return std::max(paths_for_mean(promise, exact_moments(0.0)), paths_for_mean(promise, exact_moments(shift)));
}

/// What every check of the same sample said over many seeds.
struct Tally {
  std::int64_t n_seeds = 0, mean = 0, proportion = 0, bounded = 0, catoni = 0, inconclusive = 0;
  std::vector<double> mean_p_values;
};

Tally tally(std::int64_t n_seeds, std::int64_t n, double shift, double alpha, double resolution) {
  const SampleMoments claimed = exact_moments(0.0);
  const Value exact{claimed.mean, 0.0, ""};
  Tally result;
  result.n_seeds = n_seeds;
  for (std::int64_t seed = 0; seed < n_seeds; ++seed) {
    const Sample sample = draw(static_cast<std::uint64_t>(seed), n, shift);
    const SampleMoments moments = moments_of(sample.cubes);
    const auto violated = [](const Decision& decision) { return decision.verdict == Verdict::violated; };
    const Decision mean = check_mean(estimate_mean(moments), exact, {alpha, resolution});
    result.mean += violated(mean);
    result.inconclusive += mean.verdict == Verdict::inconclusive;
    result.mean_p_values.push_back(*mean.p_value);
    result.proportion += violated(check_proportion(sample.positive, {0.5, 0.0, ""}, alpha, 1.0));
    result.bounded += violated(check_bounded_mean(moments, {0.0, 1.0}, exact, alpha, 1.0));
    result.catoni += violated(check_catoni(sample.cubes, exact, {claimed.variance, 0.0, ""}, alpha, 1.0));
  }
  return result;
}

/// Alarms at the declared rate: the studentised mean both ways, the conservative checks from above.
void check_alarms(const Tally& alarms, double alpha) {
  // each line below fails with probability at most 1e-5 though the check is right
  const CountRange expected = binomial_range(alarms.n_seeds, alpha, 1e-5);
  INFO("of " << alarms.n_seeds << " seeds at " << alpha << ": mean " << alarms.mean << ", proportion "
             << alarms.proportion << ", bounded " << alarms.bounded << ", Catoni " << alarms.catoni
             << "; expected of an exact check " << expected.least << " to " << expected.most);
  CHECK(alarms.mean >= expected.least);
  CHECK(alarms.mean <= expected.most);
  CHECK(alarms.proportion <= expected.most);
  CHECK(alarms.bounded <= expected.most);
  CHECK(alarms.catoni <= expected.most);
  CHECK(alarms.inconclusive == 0);
  CHECK(kolmogorov_smirnov(alarms.mean_p_values, [](double p) { return p; }).p_value > 1e-5);
}

void check_power(const Tally& caught, double power) {
  const CountRange expected = binomial_range(caught.n_seeds, power, 2e-5);
  INFO("caught " << caught.mean << " of " << caught.n_seeds << ", promised " << power);
  CHECK(caught.mean >= expected.least);
  // nor is the plan wasteful: it does not catch nearly everything when it promised less
  CHECK(caught.mean <= expected.most + caught.n_seeds / 50);
}

}  // namespace

TEST_CASE("500 seeds at 1 % alarm as declared, with uniform p-values and the promised power", "[stat]") {
  const double shift = 0.06;
  const Promise promise{0.01, exact_moments(shift).mean - exact_moments(0.0).mean, 0.9};
  const std::int64_t n = planned_paths(promise, shift);
  check_alarms(tally(500, n, 0.0, promise.false_alarm, promise.violation), promise.false_alarm);
  check_power(tally(500, n, shift, promise.false_alarm, promise.violation), promise.power);
}

TEST_CASE("many seeds at 1 % and at 0.1 % alarm as declared", "[.full]") {
  const double shift = 0.06;
  for (const double alpha : {0.01, 0.001}) {
    const Promise promise{alpha, exact_moments(shift).mean - exact_moments(0.0).mean, 0.95};
    const std::int64_t n = planned_paths(promise, shift);
    check_alarms(tally(20000, n, 0.0, alpha, promise.violation), alpha);
    check_power(tally(5000, n, shift, alpha, promise.violation), promise.power);
  }
}

TEST_CASE("catoni and bounded plans keep their promises", "[stat]") {
  const double shift = 0.1;
  const SampleMoments claimed = exact_moments(0.0);
  const Promise promise{0.01, exact_moments(shift).mean - claimed.mean, 0.9};
  const Tally catoni = tally(200, paths_for_catoni(promise, claimed.variance), shift, 0.01, promise.violation);
  CHECK(catoni.catoni >= 180);  // conservative: about 199 are caught
  const Tally bounded =
      tally(200, paths_for_bounded_mean(promise, claimed.variance, 1.0), shift, 0.01, promise.violation);
  CHECK(bounded.bounded >= 180);
}
