#include <fmt/format.h>

#include <cmath>
#include <utility>
#include <vector>

#include "theory/learned/denoising_loss.hpp"
#include "theory/learned/noised_grid.hpp"
#include "verify/claim/catalogue.hpp"
#include "verify/claim/make_check.hpp"
#include "verify/claim/workbench.hpp"
#include "verify/statistics/catoni.hpp"

namespace plumbline {
namespace g2 {

constexpr double ridge = 1e-3;
const RadialBasis basis{-3.0, 3.0, 5};
const std::vector<double> learning_time{0.5};
constexpr std::int64_t few = 500;
constexpr std::int64_t many = 2000;

std::string name(const GuidedPair& pair, Learned which) {
  if (which == Learned::base) return "s";
  return pair.objective == Objective::lower_cost ? "s^J" : "s^r";
}

/// What the loss is tried with besides the score itself. The last is the step to the score of the other data.
std::vector<std::pair<std::string, ScoreChange>> changes(Learned which) {
  const double sign = which == Learned::base ? 1.0 : -1.0;
  using Points = const Column<double>&;
  using Scores = const NoisedScores<double>&;
  return {{"1", [](Points y, Scores) -> Column<double> { return Column<double>::Ones(y.size()); }},
          {"y", [](Points y, Scores) -> Column<double> { return y; }},
          {"sin 2y", [](Points y, Scores) -> Column<double> { return (2.0 * y).sin(); }},
          {"the other score - s", [sign](Points, Scores scores) -> Column<double> {
             return sign * (scores.score_reweighted - scores.score);
           }}};
}

/// Whether so few samples are many: the sandwich averages over n rho^2, which settles only where n is far above E rho^4
/// / (E rho^2)^2 (our choice: 100 times). Infinite where rho^4 p does not fall in the far field.
bool weights_have_settled(const GuidedPair& pair) {
  constexpr double samples_for_each = 100.0;
  const LineScores<double> scores(pair);
  for (const Side side : {Side::left, Side::right}) {
    const FarScores<double> far = scores.far_scores(1.0, side);
    if (!(3.0 * far.variance_reweighted < 4.0 * far.variance_base)) return false;
  }
  const LineGrid grid = noised_grid(scores, 1.0);
  NoisedScores<double> data;
  scores.evaluate(1.0, grid.points(), data);
  const auto moment = [&](double q) { return grid.spacing * (data.log_density + q * data.log_h).exp().sum(); };
  return samples_for_each * moment(4.0) <= static_cast<double>(few) * moment(2.0) * moment(2.0);
}

/// n |chat - c*|^2 for as many training sets, their seeds from `first_seed` on.
std::vector<double> scaled_squares(const GuidedPair& pair, Learned which, const FeatureScore& limit, std::int64_t n,
                                   std::int64_t n_sets, std::uint64_t first_seed) {
  std::vector<double> squares;
  for (std::int64_t set = 0; set < n_sets; ++set) {
    const TrainingSet data = draw_training_set(pair, n, {first_seed + static_cast<std::uint64_t>(set)});
    const FeatureScore fit = fit_features(data, which, basis, learning_time, ridge);
    squares.push_back(static_cast<double>(n) * std::pow(distance(pair, fit, limit), 2));
  }
  return squares;
}

/// The distance to the limit of many samples: its size, from the sandwich, and its order in 1/n.
void check_rate(Workbench& bench, Learned which, std::vector<Check>& checks) {
  constexpr double size_resolution = 0.25;
  constexpr double order_resolution = 0.35;
  constexpr double margin = 0.5;  // by how much the variance at finite n may exceed that of the limit
  const GuidedPair& pair = bench.pair();
  const std::int64_t n_sets = bench.tier() == Tier::quick ? 1200 : 4800;
  const std::string score = name(pair, which);
  const double rate = bench.take_alarm_rate("G2, " + score) / 2.0;
  const FeatureScore limit = population_features(pair, which, basis, learning_time, ridge);
  const DistanceLaw law = distance_law(pair, which, limit, ridge);
  const auto interval = [&](std::int64_t n, std::uint64_t stretch) {
    const std::uint64_t first = bench.seed().value + stretch * static_cast<std::uint64_t>(n_sets);
    return catoni_interval(scaled_squares(pair, which, limit, n, n_sets, first), (1.0 + margin) * law.variance, rate);
  };
  const Interval at_few = interval(few, 0);
  const Interval at_many = interval(many, 1);
  const Value size{at_many.middle(), at_many.half_width(), fmt::format("{} training sets", n_sets)};
  const double moved = std::abs(at_many.middle() - at_few.middle()) / 3.0;  // what a term c/n leaves at `many`
  const Value sandwich{law.mean, moved, "sandwich"};
  checks.push_back({fmt::format("n E|learned - limit|^2, {}, n = {}", score, many), size, Relation::equal, sandwich,
                    check_interval(at_many, sandwich, size_resolution * law.mean)});
  const double span = std::log(static_cast<double>(many) / static_cast<double>(few));
  const auto order = [&](double near_few, double near_many) { return 1.0 + std::log(near_few / near_many) / span; };
  const Interval orders{order(at_few.lower, at_many.upper), order(at_few.upper, at_many.lower)};
  const Value one = closed_form(1.0, "claimed order");
  checks.push_back({fmt::format("order of E|learned - limit|^2 in 1/n, {}, n = {}..{}", score, few, many),
                    {orders.middle(), orders.half_width(), "two means"},
                    Relation::equal,
                    one,
                    check_interval(orders, one, order_resolution)});
}

std::string why_not(const Workbench& bench) {
  if (const std::string line = needs_exact_law(bench); !line.empty()) return line;
  for (const Gaussian& gaussian : bench.pair().components) {
    if (gaussian.covariance.max_variance() == 0.0) return "the law of the data has no density";
  }
  return "";
}

std::vector<Check> check(Workbench& bench) {
  std::vector<Check> checks;
  const GuidedPair& pair = bench.pair();
  const std::vector<double> times =
      bench.tier() == Tier::quick ? std::vector{0.3, 0.9} : std::vector{0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99};
  for (const Learned which : {Learned::base, Learned::reweighted}) {
    for (const double t : times) {
      for (const auto& [what, change] : changes(which)) {
        const Value square = weighted_square(pair, which, t, change);
        checks.push_back(exactly_equal(
            fmt::format("L({} + e) - L({}) = E rho e^2, e = {}, t = {}", name(pair, which), name(pair, which), what, t),
            excess_loss(pair, which, t, change), square, 1e-8 * (square.value + pair.expected)));
      }
    }
    // the quick tier trains where both scores can be compared
    const bool compared = which == Learned::base && bench.tier() != Tier::quick;
    if (compared || weights_have_settled(pair)) check_rate(bench, which, checks);
  }
  return checks;
}

}  // namespace g2

Claim claim_g2() {
  return {
      "G2",
      "the minimiser of the weighted denoising loss E[ r(X_0) |theta(X_tau) + Z/sqrt(tau)|^2 ] is s^r (with J: s^J; "
      "unweighted: s), and what n samples teach of it within a linear feature space is off by a mean square of order "
      "1/n, with the sandwich's constant, weighted or not",
      "Corollary 2",
      "the loss by a double sum over data and noise, against the noised densities; training on drawn sets, against the "
      "sandwich",
      g2::why_not,
      g2::check};
}

}  // namespace plumbline
