#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>

#include "sim/ensemble.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/score/line_scores.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/path_mean_check.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/statistics/catoni.hpp"
#include "verify/statistics/sample_size.hpp"

namespace plumbline {
namespace s1 {

constexpr GuidanceScale w{1.0};
constexpr std::int64_t fewest_steps = 64;
constexpr std::int64_t most_steps = 256;
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

/// One observable of the final state: its exact mean, and what its law says of one draw beforehand.
struct Observable {
  std::string name;
  std::function<Column<double>(const Column<double>& y)> of_states;
  Value exact;
  SampleMoments draw;
  bool finite_variance = true;
  bool finite_fourth = true;                                    ///< the standard error itself can be estimated
  double worthwhile = std::numeric_limits<double>::infinity();  ///< a violation this large says nothing

  double deviation() const { return std::sqrt(draw.variance); }
};

Observable cost_of(const GuidedPair& pair, const ChainLaw& law) {
  // A moment that is finite but beyond the grid says as little as an infinite one.
  const auto moment = [&](double q) {
    try {
      return law.expected_cost(q).value;
    } catch (const OutOfReach&) {
      return std::numeric_limits<double>::infinity();
    }
  };
  const bool finite = law.is_finite(2.0);
  const auto of_states = [scores = LineScores<double>(pair)](const Column<double>& y) -> Column<double> {
    NoisedScores<double> final;
    scores.evaluate(Workbench::tend.value, y, final);
    return final.log_h.exp();
  };
  return {"J",
          of_states,
          law.expected_cost(),
          finite ? one_draw(moment(1.0), moment(2.0), moment(3.0), moment(4.0)) : SampleMoments{0, 0.0, 1.0, 0.0, 3.0},
          finite,
          law.is_finite(4.0),
          law.expected_cost().value};
}

Observable power_of_state(const ChainLaw& law, const std::string& name, int p) {
  const auto moment = [&](int q) { return law.expectation([&](double y) { return std::pow(y, p * q); }); };
  return {name, [p](const Column<double>& y) -> Column<double> { return y.pow(p); }, moment(1),
          one_draw(moment(1).value, moment(2).value, moment(3).value, moment(4).value)};
}

/// Whether the variance is finite and the violation that is promised to be caught worth catching (H1: a chain of few
/// steps may have no second moment of J, or a monstrous one, though the SDE has).
bool says_something(const Observable& observable, double violation) {
  return observable.finite_variance && violation * observable.deviation() < observable.worthwhile;
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

/// A mean whose tail is too heavy for the studentised mean but whose variance is finite, and known from the exact law:
/// Catoni's truncated mean, over states handed out path by path.
Check heavy_mean(Workbench& bench, const Chain& chain, const Observable& observable, double rate, double violation) {
  const Value variance{observable.draw.variance, 1e-6 * observable.draw.variance, "exact law of the chain"};
  const double resolution = violation * observable.deviation();
  const std::int64_t n_paths = bench.affordable(paths_for_catoni({rate, resolution, power}, variance.value));
  CatoniTest test(observable.exact, variance, n_paths, rate);
  Moments seen;
  sample_paths(bench.sampler_pair(), bench.sampler_run(chain), bench.ensemble_options(n_paths, Stream::s1_heavy),
               [&](std::int64_t, const Eigen::MatrixXd& states) {
                 for (const double draw : observable.of_states(states.row(0).transpose())) {
                   test.add(draw);
                   seen.add(draw);
                 }
               });
  return {
      fmt::format("E {} = exact law of the chain, N = {}, truncated mean", observable.name, chain.grid.steps().value),
      {seen.mean, std::sqrt(variance.value / static_cast<double>(n_paths)), fmt::format("{} paths", n_paths)},
      Relation::equal,
      observable.exact,
      test.decide(resolution),
      rate};
}

/// The fewest steps at which a mean of J is worth taking, or the most that are tried.
StepCount steps_of(Workbench& bench, double violation) {
  std::int64_t n = fewest_steps;
  while (n < most_steps && !says_something(cost_of(bench.pair(), bench.true_law(Scheme::ddpm, {n}, w)), violation)) {
    n *= 2;
  }
  return {n};
}

/// Means of J, Y and Y^2 over an ensemble of the sampler against the exact law of the chain it should be. The number of
/// paths follows from the rate of false alarms and the smallest violation to be caught, in standard deviations.
std::vector<Check> check(Workbench& bench) {
  const double violation = violation_of(bench.tier());
  const StepCount steps = steps_of(bench, violation);
  const Chain chain = Workbench::chain(Scheme::ddpm, steps, w);
  const ChainLaw& law = bench.true_law(chain.scheme, steps, w);
  std::vector<Observable> observables = {power_of_state(law, "Y", 1), power_of_state(law, "Y^2", 2)};
  if (!bench.pair().cost_is_constant()) observables.insert(observables.begin(), cost_of(bench.pair(), law));
  std::vector<double> rates;
  std::vector<bool> light;
  std::int64_t n_paths = 0;
  for (const Observable& observable : observables) {
    rates.push_back(bench.take_alarm_rate("S1, " + observable.name));
    const Promise promise{rates.back(), violation * observable.deviation(), power};
    light.push_back(is_light(observable, promise));
    if (light.back()) n_paths = std::max(n_paths, paths_for_mean(promise, observable.draw));
  }
  n_paths = bench.affordable(n_paths);
  const EnsembleSummary ensemble =
      run_ensemble(bench.sampler_pair(), bench.sampler_run(chain), bench.ensemble_options(n_paths, Stream::s1));
  const std::map<std::string, const Moments*> moments = {
      {"J", &ensemble.cost}, {"Y", &ensemble.coordinate[0]}, {"Y^2", &ensemble.square[0]}};
  std::vector<Check> checks;
  for (std::size_t i = 0; i < observables.size(); ++i) {
    const Observable& observable = observables[i];
    if (!light[i] && says_something(observable, violation)) {
      checks.push_back(heavy_mean(bench, chain, observable, rates[i], violation));
      continue;
    }
    checks.push_back(path_mean_check(bench.tier(),
                                     fmt::format("E {} = exact law of the chain, N = {}", observable.name, steps.value),
                                     *moments.at(observable.name), observable.exact,
                                     {rates[i], violation * observable.deviation(), observable.finite_variance}));
  }
  return checks;
}

}  // namespace s1

Claim claim_s1() {
  return {"S1",
          "the Monte Carlo sampler follows the exact law of its own chain (27)",
          "ours",
          "the exact law of the same chain",
          needs_exact_law,
          s1::check};
}

}  // namespace plumbline
