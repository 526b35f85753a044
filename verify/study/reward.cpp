#include "verify/study/reward.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "sim/ordered_blocks.hpp"
#include "theory/law/limit_law.hpp"
#include "theory/learned/feature_score.hpp"
#include "theory/problem/input_error.hpp"
#include "verify/statistics/power_fit.hpp"
#include "verify/study/reward_paths.hpp"

namespace plumbline {
namespace {

constexpr double no_reward = std::numeric_limits<double>::quiet_NaN();
constexpr double ridge = 1e-3;
const RadialBasis basis{-4.0, 4.0, 17};

enum class Method { exact, features, kernel };
const std::vector<std::pair<Method, std::string>>& methods() {
  static const std::vector<std::pair<Method, std::string>> names = {
      {Method::exact, "exact"}, {Method::features, "features"}, {Method::kernel, "kernel"}};
  return names;
}

Chain reward_chain(const RewardStudy& study, double w) {
  return {
      make_grid(Schedule::logit_uniform, {study.steps}, study.t0, study.tend), Scheme::ddpm, {{w}}, Start::gaussian};
}

std::vector<double> score_times(const RewardStudy& study) {
  std::vector<double> times = reward_chain(study, 0.0).grid.times();
  times.pop_back();
  return times;
}

/// What one method yields at one scale.
struct RewardCell {
  Value reward{no_reward, 0.0, "no such method"};
  Value r2{no_reward, 0.0, "no such method"};
};

Value monte_carlo_value(const Moments& moments) { return {moments.mean, moments.standard_error(), "Monte Carlo"}; }

/// On the line: exact laws, R2 along the chain itself.
RewardCell on_line(const Case& problem, const RewardStudy& study, Method method, double w, const ScoreError& error) {
  const Chain chain = reward_chain(study, w);
  const std::vector<Step<double>> steps = make_steps<double>(chain, problem.pair);
  LawOptions options;
  options.tolerance = method == Method::exact ? 1e-9 : 1e-6;
  RewardCell cell;
  cell.reward =
      chain_law({problem.pair, error}, steps, chain.start, study.t0.value, study.tend.value, options).expected_cost();
  if (method == Method::exact) {
    cell.r2 = path_integral(problem.pair, chain, cost_dissipation, options);
    cell.r2.value = -cell.r2.value;  // omega = -w
  }
  return cell;
}

RewardCell in_plane(const Case& problem, const RewardStudy& study, Method method, double w,
                    const GuidedPair& believed) {
  const RewardPaths paths =
      run_reward_paths(problem.pair, believed, reward_chain(study, w), {study.paths, study.seed, 1, 0});
  RewardCell cell{monte_carlo_value(paths.reward), {no_reward, 0.0, ""}};
  if (method == Method::exact) cell.r2 = monte_carlo_value(paths.r2);
  return cell;
}

/// All scales of one method on one case.
std::vector<RewardCell> reward_row(const Case& problem, const RewardStudy& study, Method method) {
  std::vector<RewardCell> cells(study.scales.size());
  const bool line = problem.pair.dimension() == 1;
  if (!line && method == Method::features) return cells;
  const TrainingSet data = draw_training_set(problem.pair, study.samples, study.seed);
  ScoreError error;
  GuidedPair believed = problem.pair;
  if (line && method == Method::features) {
    const std::vector<double> times = score_times(study);
    error = learned_error(fit_features(data, Learned::base, basis, times, ridge),
                          fit_features(data, Learned::reweighted, basis, times, ridge));
  } else if (line && method == Method::kernel) {
    error = kernel_error(data);
  } else if (method == Method::kernel) {
    believed = kernel_pair(data, problem.pair.objective);
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = line ? on_line(problem, study, method, study.scales[i], error)
                    : in_plane(problem, study, method, study.scales[i], believed);
  }
  return cells;
}

/// The exponent of a pure power law in 1/n with the 95 % interval of its statistical error; NaN when the fit does not
/// converge.
Value power_of(const std::vector<OrderPoint>& points) {
  Eigen::VectorXd scale(static_cast<Eigen::Index>(points.size()));
  for (Eigen::Index i = 0; i < scale.size(); ++i) scale[i] = points[static_cast<std::size_t>(i)].standard_error;
  const PowerFit fit = fit_power(points, scale, 0);
  if (!fit.converged) return {no_reward, 0.0, "no power law"};
  constexpr double two_sided_95 = 1.96;
  return {fit.order, two_sided_95 * fit.order_sensitivity.cwiseProduct(scale).norm(), "power-law fit"};
}

void require_reward(const std::vector<Case>& cases, const RewardStudy& study) {
  for (const Case& problem : cases) {
    if (problem.pair.objective != Objective::raise_reward) {
      throw InputError(fmt::format("{} guides no reward", problem.name), "study reward",
                       "give cases with kind = \"reward\"");
    }
    if (problem.pair.dimension() > 2) {
      throw InputError(fmt::format("{} has {} dimensions", problem.name, problem.pair.dimension()), "study reward",
                       "give cases in one or two dimensions");
    }
  }
  if (study.samples < 2) {
    throw InputError(fmt::format("{} samples", study.samples), "--samples", "give at least 2");
  }
  if (study.paths < 2) throw InputError(fmt::format("{} paths", study.paths), "--paths", "give at least 2");
  if (study.scales.empty() || study.scales.front() != 0.0) {
    throw InputError("the first guidance scale is not 0", "--w", "start with 0, which the others are compared with");
  }
  if (study.tend.value >= 1.0) {
    throw InputError("learned scores are singular at t = 1", "--tend", "stop earlier, for instance at 0.98");
  }
}

}  // namespace

Table reward_table(const std::vector<Case>& cases, const RewardStudy& study,
                   const std::function<void(const std::string&)>& done) {
  require_reward(cases, study);
  const std::size_t n_methods = methods().size();
  const std::size_t n_scales = study.scales.size();
  std::vector<std::vector<RewardCell>> rows;
  run_blocks_in_order(
      static_cast<std::int64_t>(cases.size() * n_methods), thread_count(study.n_threads), [] { return 0; },
      [&](std::int64_t index, int&) {
        const auto i = static_cast<std::size_t>(index);
        return reward_row(cases[i / n_methods], study, methods()[i % n_methods].first);
      },
      [&](std::int64_t index, std::vector<RewardCell>& row) {
        rows.push_back(std::move(row));
        const auto i = static_cast<std::size_t>(index);
        done(fmt::format("{} {}", cases[i / n_methods].name, methods()[i % n_methods].second));
      });
  std::vector<Value> reward;
  std::vector<Value> gain;
  std::vector<Value> r2;
  std::vector<double> improves_to;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double largest = 0.0;
    for (std::size_t k = 0; k < n_scales; ++k) {
      const RewardCell& cell = rows[i][k];
      const Value& plain = rows[i].front().reward;
      reward.push_back(cell.reward);
      gain.push_back({cell.reward.value - plain.value, std::hypot(cell.reward.error, plain.error), cell.reward.how});
      if (i % n_methods == 0) r2.push_back(cell.r2);
      // up to the first scale at which the gain is no longer there, beyond three errors
      if (k > 0 && largest == study.scales[k - 1] && gain.back().value > 3.0 * gain.back().error)
        largest = study.scales[k];
    }
    improves_to.push_back(std::isnan(reward.back().value) ? no_reward : largest);
  }
  Table table("Reward guidance with true and learned scores");
  std::vector<std::string> case_names;
  std::vector<std::string> method_names;
  for (const Case& problem : cases) case_names.push_back(problem.name);
  for (const auto& [method, method_name] : methods()) method_names.push_back(method_name);
  table.add_axis({"case", "1", "data law", case_names});
  table.add_axis({"method", "1", "where the scores come from", method_names});
  table.add_axis({"w", "1", "guidance scale", study.scales});
  table.add_values("mean_reward", reward, "mean of the expected reward given the last state");
  table.add_values("gain", gain, "gain over w = 0 with the same scores");
  table.add_values("r2_gain", r2, "gain that R2 promises, along the paths with true scores", "1", {"case", "w"});
  table.add(
      {"improves_up_to", "1", "largest w of the range up to which every w > 0 gains", {"case", "method"}, improves_to});
  return table;
}

Table reward_states_table(const std::vector<Case>& cases, const RewardStudy& study) {
  constexpr std::int64_t n_states = 400;
  std::vector<std::string> names;
  std::vector<double> values;
  for (const Case& problem : cases) {
    if (problem.pair.dimension() != 2) continue;
    names.push_back(problem.name);
    for (const double w : study.scales) {
      const RewardPaths paths = run_reward_paths(problem.pair, problem.pair, reward_chain(study, w),
                                                 {n_states, study.seed, study.n_threads, n_states});
      for (const double coordinate : paths.states.reshaped()) values.push_back(coordinate);
    }
  }
  Table table("End states of reward guidance with true scores");
  if (names.empty()) return table;
  std::vector<std::int64_t> states(n_states);
  for (std::size_t i = 0; i < states.size(); ++i) states[i] = static_cast<std::int64_t>(i);
  table.add_axis({"case", "1", "data law", names});
  table.add_axis({"w", "1", "guidance scale", study.scales});
  table.add_axis({"state", "1", "number of the path", states});
  table.add_axis({"coordinate", "1", "axis of the plane", std::vector<std::string>{"x", "y"}});
  table.add({"end_state", "1", "state at tend", {}, values});
  return table;
}

Table learned_distance_table(const std::vector<Case>& cases, const RewardStudy& study) {
  constexpr std::uint64_t n_sets = 24;
  const std::vector<std::int64_t> sizes{500, 1000, 2000, 4000};
  const std::vector<double> times{0.1, 0.5, 0.9};
  std::vector<std::string> names;
  std::vector<Value> measured;
  std::vector<double> predicted;
  std::vector<double> rest;
  std::vector<Value> orders;
  for (const Case& problem : cases) {
    if (problem.pair.dimension() != 1) continue;
    names.push_back(problem.name);
    for (const Learned which : {Learned::base, Learned::reweighted}) {
      const FeatureScore population = population_features(problem.pair, which, basis, times, ridge);
      const double constant = variance_constant(problem.pair, which, population, ridge);
      rest.push_back(distance_to_score(problem.pair, population, which));
      std::vector<OrderPoint> points;
      for (const std::int64_t n : sizes) {
        Moments squares;
        run_blocks_in_order(
            n_sets, thread_count(study.n_threads), [] { return 0; },
            [&](std::int64_t set, int&) {
              const Seed seed{study.seed.value + static_cast<std::uint64_t>(set)};
              const TrainingSet data = draw_training_set(problem.pair, n, seed);
              return std::pow(distance(problem.pair, fit_features(data, which, basis, times, ridge), population), 2);
            },
            [&](std::int64_t, double& square) { squares.add(square); });
        measured.push_back(monte_carlo_value(squares));
        predicted.push_back(constant / static_cast<double>(n));
        points.push_back({static_cast<double>(n), squares.mean, 0.0, squares.standard_error()});
      }
      orders.push_back(power_of(points));
    }
  }
  Table table("Distance of learned feature scores to their limit, against the number of samples (G2)");
  if (names.empty()) return table;
  table.add_axis({"case", "1", "data law", names});
  table.add_axis({"score", "1", "base: plain data; reweighted: the same data weighted with the reward",
                  std::vector<std::string>{"base", "reweighted"}});
  table.add_axis({"samples", "1", "size of the training set", sizes});
  table.add_values("square_distance", measured, "mean square of the distance, over training sets");
  table.add({"predicted", "1", "the sandwich's constant / samples", {}, predicted});
  table.add_values("order", orders, "fitted power of 1/samples, 95 % interval of the sampling error", "1",
                   {"case", "score"});
  table.add({"rest", "1", "distance of the limit from the true score", {"case", "score"}, rest});
  return table;
}

}  // namespace plumbline
