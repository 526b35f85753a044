#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/ensemble.hpp"
#include "theory/score/point_scores.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/statistics/proportion.hpp"

namespace plumbline {
namespace g3 {

constexpr GuidanceScale w{1.0};
constexpr StepCount steps{256};
constexpr double resolution = 0.005;
/// Above the upper limit for a fraction of which 20,000 paths show none: VIOLATED says that nobody got worse.
constexpr double least = 0.001;

/// How much of the base law at t feels guidance the other way than the rest: the smaller of P(s - s^J > 0) and
/// P(s - s^J < 0). Where the two scores agree to rounding nothing is felt. Sums over the range of all components.
double minority_mass(const GuidedPair& pair, double t) {
  constexpr double n_deviations = 8.0;
  constexpr double points_per_deviation = 16.0;
  constexpr double most_points = 20'000.0;
  constexpr double rounding = 1e-12;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  double narrowest = low;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    if (pair.base[static_cast<Eigen::Index>(k)] == 0.0) continue;
    const double mean = std::sqrt(t) * pair.components[k].mean[0];
    const double deviation = std::sqrt(t * pair.components[k].covariance.max_variance() + 1.0 - t);
    low = std::min(low, mean - n_deviations * deviation);
    high = std::max(high, mean + n_deviations * deviation);
    narrowest = std::min(narrowest, deviation);
  }
  const double spacing = std::max(narrowest / points_per_deviation, (high - low) / most_points);
  double mass_up = 0.0;
  double mass_down = 0.0;
  for (double y = low; y <= high; y += spacing) {
    const PointScores scores = point_scores(pair, t, Eigen::VectorXd::Constant(1, y));
    const double felt = scores.score[0] - scores.score_reweighted[0];
    const double scale = std::max({std::abs(scores.score[0]), std::abs(scores.score_reweighted[0]), 1.0 / narrowest});
    if (std::abs(felt) <= rounding * scale) continue;
    (felt > 0.0 ? mass_up : mass_down) += spacing * std::exp(scores.log_density);
  }
  return std::min(mass_up, mass_down);
}

/// The largest over t. 0 when guidance keeps its sign: then Y^w stays on one side of Y^0, path by path, and every
/// sample improves.
double minority_mass(const GuidedPair& pair) {
  double largest = 0.0;
  for (int i = 1; i <= 50; ++i) largest = std::max(largest, minority_mass(pair, 0.02 * i));
  return largest;
}

constexpr double worthwhile_mass = 0.05;

std::string why_not(const Workbench& bench) {
  if (const std::string guidance = needs_guidance(bench); !guidance.empty()) return guidance;
  const double mass = minority_mass(bench.pair());
  if (mass == 0.0 || mass >= worthwhile_mass) return "";
  return fmt::format("guidance pulls the other way for a mass of {:.2g} only", mass);
}

/// Guided and unguided samples on one Brownian path: the fraction that got worse, J(Y^w) > J(Y^0).
std::vector<Check> check(Workbench& bench) {
  const std::int64_t n_paths = bench.affordable(bench.tier() == Tier::quick ? 20'000 : 200'000);
  const Chain guided = Workbench::chain(Scheme::exponential, steps, w);
  const Chain unguided = Workbench::chain(Scheme::exponential, steps, {0.0});
  const CoupledSummary trials = run_coupled(bench.sampler_pair(), bench.sampler_run(guided),
                                            bench.sampler_run(unguided), bench.ensemble_options(n_paths, Stream::g3));
  const Count worse{trials.worse, trials.n};
  const double rate = bench.take_alarm_rate("G3");
  const Interval interval = clopper_pearson(worse, rate);
  const Value fraction{worse.rate(), 0.5 * (interval.upper - interval.lower), "exact binomial interval"};
  if (minority_mass(bench.pair()) == 0.0) {
    const Value none{0.0, 0.0, "grad log h keeps its sign"};
    return {{"fraction of samples that got worse at w = 1 = 0", fraction, Relation::equal, none,
             check_proportion(worse, none, rate, resolution), rate}};
  }
  const Value some{least, 0.0, "the least fraction worth the name"};
  return {{"fraction of samples that got worse at w = 1 >= 0.001", fraction, Relation::at_least, some,
           check_proportion_at_most({trials.n - trials.worse, trials.n}, {1.0 - least, 0.0, some.how}, rate),
           rate}};
}

}  // namespace g3

Claim claim_g3() {
  return {"G3",
          "improvement is not uniform: on a shared Brownian path some samples get a higher cost; none does where "
          "grad log h keeps its sign on the line",
          "LJ25, Figures 1 and 2",
          "the sign of grad log h_t; coupled Monte Carlo with an exact binomial interval",
          g3::why_not,
          g3::check};
}

}  // namespace plumbline
