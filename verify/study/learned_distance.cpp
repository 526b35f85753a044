#include "verify/study/learned_distance.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/learned/feature_score.hpp"
#include "verify/statistics/power_fit.hpp"

namespace plumbline {
namespace {

constexpr double penalty = 1e-3;
const std::vector<double> learning_times{0.1, 0.5, 0.9};
constexpr std::array both_scores = {Learned::base, Learned::reweighted};

const char* name(Learned which) { return which == Learned::base ? "base" : "reweighted"; }

Value mean_of(const Moments& moments) { return {moments.mean, moments.standard_error(), "Monte Carlo"}; }

/// The item of a list that the fastest digit of `unit` counts, and that digit off.
template <class List>
auto take(std::size_t& unit, const List& list) {
  const auto item = list[unit % list.size()];
  unit /= list.size();
  return item;
}

class LearnedDistanceRun {
 public:
  LearnedDistanceRun(std::vector<Case> cases, LearnedDistance parameters)
      : cases_(std::move(cases)), parameters_(std::move(parameters)) {
    const auto at_least = [](std::int64_t value, std::int64_t least, const char* what, const char* option) {
      if (value < least) {
        throw InputError(fmt::format("{} {}", value, what), option, fmt::format("give at least {}", least));
      }
    };
    for (const Case& problem : cases_) {
      if (problem.pair.dimension() != 1) {
        throw InputError(fmt::format("{} has {} dimensions", problem.name, problem.pair.dimension()),
                         "study learned-scores", "give cases on the line");
      }
    }
    for (const std::int64_t n : parameters_.samples) at_least(n, 2, "samples", "--samples");
    for (const std::int64_t n : parameters_.features) at_least(n, 2, "features", "--features");
    at_least(parameters_.sets, 2, "training sets", "--sets");
    at_least(parameters_.network.width, 1, "units in a layer", "--width");
    at_least(parameters_.network.updates, 0, "updates", "--updates");
  }

  std::uint64_t seed() const { return parameters_.seed.value; }

  Study features() const {
    Study study;
    study.seeds = {seed()};
    for (const Case& problem : cases_) {
      for (const Learned which : both_scores) {
        for (const std::int64_t m : parameters_.features) {
          for (const std::int64_t n : parameters_.samples) {
            study.units.push_back(fmt::format("{} {} {} features {} samples", problem.name, name(which), m, n));
          }
        }
      }
    }
    return study;
  }

  Study networks() const {
    Study study;
    study.seeds = {seed()};
    for (const Case& problem : cases_) {
      for (const Learned which : both_scores) {
        for (const std::int64_t n : parameters_.samples) {
          study.units.push_back(fmt::format("{} {} network {} samples", problem.name, name(which), n));
        }
      }
    }
    return study;
  }

  Row feature_row(std::size_t unit) const {
    const std::int64_t n = take(unit, parameters_.samples);
    const RadialBasis basis{-4.0, 4.0, take(unit, parameters_.features)};
    const Learned which = take(unit, both_scores);
    const GuidedPair& pair = cases_[unit].pair;
    const FeatureScore population = population_features(pair, which, basis, learning_times, penalty);
    Moments to_score, to_limit;
    for (std::int64_t set = 0; set < parameters_.sets; ++set) {
      const TrainingSet data = draw_training_set(pair, n, {seed() + static_cast<std::uint64_t>(set)});
      const FeatureScore fit = fit_features(data, which, basis, learning_times, penalty);
      to_score.add(std::pow(distance_to_score(pair, fit, which), 2));
      to_limit.add(std::pow(distance(pair, fit, population), 2));
    }
    Row row;
    put(row, to_score);
    put(row, to_limit);
    row.push_back(distance_law(pair, which, population, penalty).mean / static_cast<double>(n));
    row.push_back(distance_to_score(pair, population, which));
    return row;
  }

  Row network_row(std::size_t unit) const {
    const std::int64_t n = take(unit, parameters_.samples);
    const Learned which = take(unit, both_scores);
    const GuidedPair& pair = cases_[unit].pair;
    NetworkPlan plan = parameters_.network;
    plan.seed = parameters_.seed;
    const NetworkScore network = train_network(draw_training_set(pair, n, parameters_.seed), which, plan);
    const LineScore score = [&](double t, const Column<double>& y) { return network(t, y); };
    return {std::pow(distance_to_score(pair, score, learning_times, which), 2)};
  }

  Table feature_table(const std::vector<Row>& rows) const;
  Table network_table(const std::vector<Row>& rows) const;

 private:
  void add_axes(Table& table) const {
    std::vector<std::string> names;
    for (const Case& problem : cases_) names.push_back(problem.name);
    table.add_axis({"case", "1", "data law", names});
    table.add_axis({"score", "1", "base: plain data; reweighted: the same data weighted with the cost or reward",
                    std::vector<std::string>{"base", "reweighted"}});
  }

  std::vector<Case> cases_;
  LearnedDistance parameters_;
};

/// The exponent of a pure power law in 1/n with the 95 % interval of its statistical error; NaN when the fit does not
/// converge.
Value power_of(const std::vector<OrderPoint>& points) {
  const Value none{std::numeric_limits<double>::quiet_NaN(), 0.0, "no power law"};
  if (points.size() < 3) return none;
  Eigen::VectorXd scale(static_cast<Eigen::Index>(points.size()));
  for (Eigen::Index i = 0; i < scale.size(); ++i) scale[i] = points[static_cast<std::size_t>(i)].standard_error;
  const PowerFit fit = fit_power(points, scale, 0);
  if (!fit.converged) return none;
  constexpr double two_sided_95 = 1.96;
  return {fit.order, two_sided_95 * fit.order_sensitivity.cwiseProduct(scale).norm(), "power-law fit"};
}

Table LearnedDistanceRun::feature_table(const std::vector<Row>& rows) const {
  std::vector<Value> to_score, to_limit, orders;
  std::vector<double> predicted, rest;
  std::vector<OrderPoint> points;
  const std::size_t n_sizes = parameters_.samples.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowReader reader(rows[i]);
    to_score.push_back(mean_of(reader.moments()));
    to_limit.push_back(mean_of(reader.moments()));
    predicted.push_back(reader.number());
    const double of_limit = reader.number();
    if (i % n_sizes == 0) points.clear();
    points.push_back(
        {static_cast<double>(parameters_.samples[i % n_sizes]), to_limit.back().value, 0.0, to_limit.back().error});
    if (i % n_sizes + 1 < n_sizes) continue;
    rest.push_back(of_limit * of_limit);
    orders.push_back(power_of(points));
  }
  Table table("Distance of learned feature scores to the true score, against features and samples (G2)");
  add_axes(table);
  table.add_axis({"features", "1", "number of radial bumps", parameters_.features});
  table.add_axis({"samples", "1", "size of the training set", parameters_.samples});
  table.add_values("square_distance", to_score, "mean square of the distance to the true score, over training sets");
  table.add_values("square_to_limit", to_limit, "mean square of the distance to the limit of many samples");
  table.add({"predicted", "1", "of square_to_limit: the sandwich's constant / samples", {}, predicted});
  const std::vector<std::string> by_size{"case", "score", "features"};
  table.add_values("order", orders, "fitted power of square_to_limit in 1/samples, 95 % interval of the sampling error",
                   "1", by_size);
  table.add({"square_of_limit", "1", "square of the distance of the limit to the true score", by_size, rest});
  return table;
}

Table LearnedDistanceRun::network_table(const std::vector<Row>& rows) const {
  std::vector<double> values;
  for (const Row& row : rows) values.push_back(row.at(0));
  const NetworkPlan& plan = parameters_.network;
  Table table(
      fmt::format("Distance of trained networks (2 hidden layers of {}, {} updates of {} draws, seed {}) to the "
                  "true score",
                  plan.width, plan.updates, plan.batch, seed()));
  add_axes(table);
  table.add_axis({"samples", "1", "size of the training set", parameters_.samples});
  table.add({"network_square_distance", "1", "square of the distance to the true score", {}, values});
  return table;
}

}  // namespace

Study learned_distance_study(std::vector<Case> cases, LearnedDistance parameters) {
  const auto run = std::make_shared<const LearnedDistanceRun>(std::move(cases), std::move(parameters));
  Study features = run->features();
  features.row = [run](std::size_t unit, int) { return run->feature_row(unit); };
  features.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"learned_distance", run->feature_table(rows)}};
  };
  Study networks = run->networks();
  networks.row = [run](std::size_t unit, int) { return run->network_row(unit); };
  networks.tables = [run](const std::vector<Row>& rows) {
    return std::vector<NamedTable>{{"network_distance", run->network_table(rows)}};
  };
  return joined({std::move(features), std::move(networks)});
}

}  // namespace plumbline
