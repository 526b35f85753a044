#include "verify/study/reward_cell.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "theory/base/value_arithmetic.hpp"
#include "theory/law/limit_law.hpp"

namespace plumbline {
namespace {

constexpr Eigen::Index n_densities = 161;
constexpr std::int64_t most_end_states = 1000;

/// Four standard deviations beyond the outermost components of all cases on the line.
std::vector<double> states_of(const std::vector<Case>& cases) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Case& problem : cases) {
    if (problem.pair.dimension() != 1) continue;
    for (const Gaussian& gaussian : problem.pair.components) {
      const double reach = 4.0 * std::sqrt(gaussian.covariance.max_variance());
      low = std::min(low, gaussian.mean[0] - reach);
      high = std::max(high, gaussian.mean[0] + reach);
    }
  }
  if (!(low < high)) return {};
  const Eigen::ArrayXd states = Eigen::ArrayXd::LinSpaced(n_densities, low, high);
  return {states.begin(), states.end()};
}

/// E of the reward at the start of a chain, which `options` then observe.
void observe_start(const GuidedPair& pair, LawOptions& options, double& reward) {
  options.on_step = [&pair, &reward](std::size_t n, double t, const GridLaw& start) {
    if (n > 0) return;
    reward = start.expectation_of_exp([&](const Column<double>& y) -> Column<double> {
      NoisedScores<double> noised;
      LineScores<double>(pair).evaluate(t, y, noised);
      return noised.log_h;
    });
  };
}

}  // namespace

RewardCells::RewardCells(std::vector<Case> cases, RewardStudy parameters)
    : cases_(std::move(cases)), parameters_(std::move(parameters)), states_(states_of(cases_)) {
  for (const Case& problem : cases_) sources_.emplace_back(problem.pair, parameters_);
}

std::size_t RewardCells::n_end_states() const {
  return static_cast<std::size_t>(std::min(most_end_states, parameters_.paths));
}

RewardCell RewardCells::at(std::size_t which_case, ScoreSource source, double w, int n_threads) {
  return is_on_line(which_case) ? on_line(which_case, source, w) : in_plane(which_case, source, w, n_threads);
}

/// Exact laws; R2 along the chain itself.
RewardCell RewardCells::on_line(std::size_t which, ScoreSource source, double w) {
  const GuidedPair& pair = cases_[which].pair;
  LawOptions options;
  options.tolerance = source == ScoreSource::exact ? 1e-9 : 1e-6;
  // scores of few samples under strong guidance spread the law without end: a few tries tell
  if (source != ScoreSource::exact) options.most_refinements = 2;
  const auto law_of = [&](const Chain& chain, const LawOptions& how) {
    return chain_law({pair, sources_[which].line_error(source)}, make_transitions(chain, pair), how);
  };
  RewardCell cell;
  const ChainLaw law = law_of(reward_chain(parameters_, w, parameters_.steps), options);
  cell.reward = law.expected_cost();
  for (const double y : states_) cell.picture.push_back(std::exp(law.law().log_density_at(y)));
  if (source != ScoreSource::exact) return cell;
  for (std::size_t k = 0; k < parts_of_steps.size(); ++k) {
    const Chain chain = reward_chain(parameters_, w, parameters_.steps / parts_of_steps[k]);
    Value at_start;
    LawOptions observed = options;
    observe_start(pair, observed, at_start.value);
    const Value reward = law_of(chain, observed).expected_cost();
    cell.r2 = -path_integral(pair, chain, cost_dissipation, options);  // omega = -w: minus the gain
    cell.defect.value[k] = named(reward - at_start - cell.r2, "exact laws");
  }
  return cell;
}

RewardCell RewardCells::in_plane(std::size_t which, ScoreSource source, double w, int n_threads) {
  RewardCell cell;
  if (source == ScoreSource::features) return cell;
  const bool is_exact = source == ScoreSource::exact;
  const auto mean = [](const Moments& moments) { return Value{moments.mean, moments.standard_error(), "Monte Carlo"}; };
  for (std::size_t k = 0; k < parts_of_steps.size(); ++k) {
    const bool whole = parts_of_steps[k] == 1;
    if (!whole && !is_exact) continue;
    // a stream of random numbers for each number of steps: independent runs
    const RewardPathsOptions options{is_exact ? 4 * parameters_.paths : parameters_.paths, parameters_.seed,
                                     static_cast<std::uint32_t>(parts_of_steps[k]), n_threads,
                                     whole ? most_end_states : 0};
    const RewardPaths paths =
        run_reward_paths(cases_[which].pair, sources_[which].plane_belief(source),
                         reward_chain(parameters_, w, parameters_.steps / parts_of_steps[k]), options);
    if (is_exact) cell.defect.value[k] = mean(cell.defect.moments[k] = paths.defect);
    if (!whole) continue;
    cell.reward = mean(paths.reward);
    if (is_exact) cell.r2 = mean(paths.r2);
    cell.picture.assign(paths.states.data(), paths.states.data() + 2 * n_end_states());
  }
  return cell;
}

}  // namespace plumbline
