#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/ensemble.hpp"
#include "theory/score/line_scores.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/path_mean_check.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/statistics/catoni.hpp"
#include "verify/statistics/sample_size.hpp"

namespace plumbline {
namespace s1 {

constexpr GuidanceScale w{1.0};
constexpr StepCount steps{64};
constexpr std::uint32_t stream = 1;
constexpr std::uint32_t heavy_stream = 4;
constexpr double power = 0.99;
/// The smallest violation that a tier promises to catch, in standard deviations.
double violation_of(Tier tier) { return tier == Tier::quick ? 0.01 : 0.004; }

/// Central moments of one draw from its raw moments m1 .. m4; a fourth moment that is infinite counts as a heavy tail.
SampleMoments one_draw(double m1, double m2, double m3, double m4) {
  constexpr double heavy = 100.0;
  const double variance = m2 - m1 * m1;
  const double third = m3 - 3.0 * m1 * m2 + 2.0 * m1 * m1 * m1;
  const double fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
  const double skewness = std::isfinite(third) ? third / std::pow(variance, 1.5) : std::sqrt(heavy);
  return {0, m1, variance, skewness, std::isfinite(fourth) ? fourth / (variance * variance) : heavy};
}

/// One observable of the final state: its ensemble, its exact mean, and what its law says of one draw beforehand.
struct Observable {
  std::string name;
  Value exact;
  bool finite_variance;
  SampleMoments draw;
  bool finite_fourth = true;  ///< the standard error itself can be estimated

  double deviation() const { return std::sqrt(draw.variance); }
};

Observable cost_of(const ChainLaw& law) {
  const auto moment = [&](double q) { return law.expected_cost(q).value; };
  const bool finite = law.is_finite(2.0);
  return {"J", law.expected_cost(), finite,
          finite ? one_draw(moment(1.0), moment(2.0), moment(3.0), moment(4.0)) : SampleMoments{0, 0.0, 1.0, 0.0, 3.0},
          law.is_finite(4.0)};
}

Observable power_of_state(const ChainLaw& law, const std::string& name, int p) {
  const auto moment = [&](int q) { return law.expectation([&](double y) { return std::pow(y, p * q); }); };
  return {name, moment(1), true, one_draw(moment(1).value, moment(2).value, moment(3).value, moment(4).value)};
}

/// True where the studentised mean may be trusted with as many paths as the variance alone asks for: its sample's
/// skewness and kurtosis are estimates themselves, so twice those of the law must leave it moderate.
bool is_light(const Observable& observable, const Promise& promise) {
  if (!observable.finite_variance || !observable.finite_fourth) return false;
  SampleMoments doubtful = observable.draw;
  doubtful.skewness *= 2.0;
  doubtful.kurtosis *= 2.0;
  return paths_for_mean(promise, doubtful) == paths_for_mean(promise, {0, 0.0, observable.draw.variance, 0.0, 1.0});
}

/// E J where its tail is too heavy for the studentised mean but its variance is finite, and known from the exact law:
/// Catoni's truncated mean, over states handed out path by path. One without variance is left to the exact claims.
Check heavy_cost(Workbench& bench, const Chain& chain, const Observable& cost, double rate, double violation) {
  const Value variance{cost.draw.variance, 1e-6 * cost.draw.variance, "exact law of the chain"};
  const double resolution = violation * cost.deviation();
  const std::int64_t n_paths = paths_for_catoni({rate, resolution, power}, variance.value);
  CatoniTest test(cost.exact, variance, n_paths, rate);
  Moments costs;
  const LineScores<double> scores(bench.pair());
  NoisedScores<double> final;
  sample_paths(bench.sampler_pair(), bench.sampler_steps(chain), chain.start, Workbench::t0.value,
               bench.ensemble_options(n_paths, heavy_stream), [&](std::int64_t, const Eigen::MatrixXd& states) {
                 scores.evaluate(Workbench::tend.value, states.row(0).transpose(), final);
                 for (const double log_cost : final.log_h) {
                   test.add(std::exp(log_cost));
                   costs.add(std::exp(log_cost));
                 }
               });
  return {fmt::format("E J of {} paths = exact law of the chain, N = {}, truncated mean", n_paths, steps.value),
          {costs.mean, std::sqrt(cost.draw.variance / static_cast<double>(n_paths)), fmt::format("{} paths", n_paths)},
          "=",
          cost.exact,
          test.decide(resolution), rate};
}

/// Means of J, Y and Y^2 over an ensemble of the sampler against the exact law of the chain it should be. The number of
/// paths follows from the rate of false alarms and the smallest violation to be caught, in standard deviations.
std::vector<Check> check(Workbench& bench) {
  const double violation = violation_of(bench.tier());
  const Chain chain = Workbench::chain(Scheme::ddpm, steps, w);
  const ChainLaw& law = bench.true_law(chain.scheme, steps, w);
  const std::vector<Observable> observables = {cost_of(law), power_of_state(law, "Y", 1),
                                               power_of_state(law, "Y^2", 2)};
  std::vector<double> rates;
  std::vector<bool> light;
  std::int64_t n_paths = 0;
  for (const Observable& observable : observables) {
    rates.push_back(bench.take_alarm_rate("S1, " + observable.name));
    const Promise promise{rates.back(), violation * observable.deviation(), power};
    light.push_back(is_light(observable, promise));
    if (light.back()) n_paths = std::max(n_paths, paths_for_mean(promise, observable.draw));
  }
  const EnsembleSummary ensemble =
      run_ensemble(bench.sampler_pair(), bench.sampler_steps(chain), chain.start, Workbench::t0.value,
                   Workbench::tend.value, bench.ensemble_options(n_paths, stream));
  const std::vector<const Moments*> moments = {&ensemble.cost, &ensemble.coordinate[0], &ensemble.square[0]};
  std::vector<Check> checks;
  for (std::size_t i = 0; i < observables.size(); ++i) {
    const Observable& observable = observables[i];
    if (!light[i]) {
      // a violation that is promised to be caught must be smaller than the mean itself, or the check says nothing
      const bool says_something = violation * observable.deviation() < observable.exact.value;
      if (observable.finite_variance && says_something) {
        checks.push_back(heavy_cost(bench, chain, observable, rates[i], violation));
      }
      continue;
    }
    checks.push_back(path_mean_check(
        bench.tier(),
        fmt::format("E {} of {} paths = exact law of the chain, N = {}", observable.name, n_paths, steps.value),
        *moments[i], observable.exact, {rates[i], violation * observable.deviation(), observable.finite_variance}));
  }
  return checks;
}

}  // namespace s1

Claim claim_s1() {
  return {"S1",
          "the Monte Carlo sampler follows the exact law of its own chain (27)",
          "ours",
          "the exact law of the same chain",
          needs_one_dimension,
          s1::check};
}

}  // namespace plumbline
