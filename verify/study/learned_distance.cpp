#include "verify/study/learned_distance.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "theory/learned/feature_score.hpp"
#include "verify/statistics/power_fit.hpp"
#include "verify/study/require.hpp"

namespace plumbline {
namespace {

constexpr double penalty = 1e-3;
const std::vector<double> learning_times{0.1, 0.5, 0.9};
constexpr std::array both_scores = {Learned::base, Learned::reweighted};

Value mean_of(const Moments& moments) { return {moments.mean, moments.standard_error(), "Monte Carlo"}; }

UnitCells measure_features(const GuidedPair& pair, Learned which, const LearnedDistance& parameters,
                           std::int64_t features, std::int64_t n) {
  const RadialBasis basis{-4.0, 4.0, features};
  const FeatureScore population = population_features(pair, which, basis, learning_times, penalty);
  Moments to_score, to_limit;
  for (std::int64_t set = 0; set < parameters.sets; ++set) {
    const TrainingSet data = draw_training_set(pair, n, {parameters.seed.value + static_cast<std::uint64_t>(set)});
    const FeatureScore fit = fit_features(data, which, basis, learning_times, penalty);
    to_score.add(std::pow(distance_to_score(pair, fit, which), 2));
    to_limit.add(std::pow(distance(pair, fit, population), 2));
  }
  const double of_limit = distance_to_score(pair, population, which);
  return UnitCells()
      .add("square_distance", mean_of(to_score))
      .add("square_to_limit", mean_of(to_limit))
      .add("predicted", distance_law(pair, which, population, penalty).mean / static_cast<double>(n))
      .add("square_of_limit", of_limit * of_limit);
}

UnitCells measure_network(const GuidedPair& pair, Learned which, const LearnedDistance& parameters, std::int64_t n) {
  NetworkPlan plan = parameters.network;
  plan.seed = parameters.seed;
  const NetworkScore network = train_network(draw_training_set(pair, n, parameters.seed), which, plan);
  const LineScore score = [&](double t, const auto& y) { return network(t, y); };
  return UnitCells().add("network_square_distance", std::pow(distance_to_score(pair, score, learning_times, which), 2));
}

/// The exponent of a pure power law in 1/n with the 95 % interval of its statistical error; NaN when the fit does not
/// converge.
Value power_in_samples(const std::vector<std::int64_t>& samples, std::span<const Value> to_limit) {
  std::vector<OrderPoint> points;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    points.push_back({static_cast<double>(samples[i]), to_limit[i].value, 0.0, to_limit[i].error});
  }
  const Value none = Value::none("no power law");
  if (points.size() < 3) return none;
  Eigen::VectorXd scale(static_cast<Eigen::Index>(points.size()));
  for (Eigen::Index i = 0; i < scale.size(); ++i) scale[i] = points[static_cast<std::size_t>(i)].standard_error;
  const PowerFit fit = fit_power(points, scale, 0);
  if (!fit.converged) return none;
  constexpr double two_sided_95 = 1.96;
  return {fit.order, two_sided_95 * fit.order_sensitivity.cwiseProduct(scale).norm(), "power-law fit"};
}

/// In the order of both_scores.
StudyAxis score_axis() {
  const std::vector<std::string> names{"base", "reweighted"};
  return {{"score", "1", "base: plain data; reweighted: the same data weighted with the cost or reward", names}, names};
}

StudyAxis samples_axis(const LearnedDistance& parameters) {
  return number_axis("samples", "size of the training set", parameters.samples, "{} samples");
}

Study feature_study(const std::vector<Case>& cases, const LearnedDistance& parameters) {
  using enum StudyColumn::Kind;
  const std::vector<std::string> by_size{"case", "score", "features"};
  TableStudy study{"learned_distance",
                   "Distance of learned feature scores to the true score, against features and samples (G2)"};
  study.axes = {case_axis(cases), score_axis(),
                number_axis("features", "number of radial bumps", parameters.features, "{} features"),
                samples_axis(parameters)};
  study.columns = {{"square_distance", "mean square of the distance to the true score, over training sets"},
                   {"square_to_limit", "mean square of the distance to the limit of many samples"},
                   {"predicted", "of square_to_limit: the sandwich's constant / samples", number},
                   {"square_of_limit", "square of the distance of the limit to the true score", number, by_size}};
  study.seeds = {parameters.seed.value};
  study.measure = [cases, parameters](const Place& at, int) {
    return measure_features(cases[at["case"]].pair, both_scores[at["score"]], parameters,
                            parameters.features[at["features"]], parameters.samples[at["samples"]]);
  };
  study.derive = [samples = parameters.samples, by_size](Table& table, const Columns& measured) {
    std::vector<Value> orders;
    for (const auto& line : lines(measured.values("square_to_limit"), samples.size())) {
      orders.push_back(power_in_samples(samples, line));
    }
    table.add_values("order", orders,
                     "fitted power of square_to_limit in 1/samples, 95 % interval of the sampling error", "1", by_size);
  };
  return study_of(std::move(study));
}

Study network_study(const std::vector<Case>& cases, const LearnedDistance& parameters) {
  const NetworkPlan& plan = parameters.network;
  TableStudy study{"network_distance",
                   fmt::format("Distance of trained networks (2 hidden layers of {}, {} updates of {} draws, seed {}) "
                               "to the true score",
                               plan.width, plan.updates, plan.batch, parameters.seed.value)};
  study.axes = {case_axis(cases), score_axis(), samples_axis(parameters)};
  study.columns = {{"network_square_distance", "square of the distance to the true score", StudyColumn::Kind::number}};
  study.seeds = {parameters.seed.value};
  study.measure = [cases, parameters](const Place& at, int) {
    return measure_network(cases[at["case"]].pair, both_scores[at["score"]], parameters,
                           parameters.samples[at["samples"]]);
  };
  return study_of(std::move(study));
}

}  // namespace

Study learned_distance_study(std::vector<Case> cases, LearnedDistance parameters) {
  require_on_line(cases, "study learned-scores");
  for (const std::int64_t n : parameters.samples) require_at_least(n, 2, "samples", "--samples");
  for (const std::int64_t n : parameters.features) require_at_least(n, 2, "features", "--features");
  require_at_least(parameters.sets, 2, "training sets", "--sets");
  require_at_least(parameters.network.width, 1, "units in a layer", "--width");
  require_at_least(parameters.network.updates, 0, "updates", "--updates");
  return joined({feature_study(cases, parameters), network_study(cases, parameters)});
}

}  // namespace plumbline
