#include "verify/check/ensemble_reference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/ensemble.hpp"
#include "theory/problem/stepping_rule.hpp"
#include "theory/problem/transitions.hpp"
#include "verify/sampling/projected_laws.hpp"
#include "verify/statistics/goodness_of_fit.hpp"
#include "verify/statistics/mean_estimate.hpp"

namespace plumbline {
namespace {

/// A seed that nobody's samples have by default: equal ones would make both sides one sample.
constexpr Seed own_seed{0x636865636bULL};
constexpr std::uint32_t pilot_stream = 1;
constexpr std::int64_t least_paths = 1 << 18, most_paths = 1 << 22, pilot_paths = 1 << 14;

struct Run {
  std::int64_t paths;
  std::uint32_t stream;
};

void run_chain(const GuidedPair& pair, const Chain& chain, Run run, const TakeStates& take) {
  EnsembleOptions options;
  options.paths = run.paths;
  options.seed = own_seed;
  options.stream = run.stream;
  if (is_all_steps(chain)) return sample_paths(pair, make_transitions(chain, pair), options, take);
  sample_paths(pair, make_ensemble_run(chain, pair), options, take);
}

std::vector<Projection> directions(Eigen::Index d) {
  const auto along = [](const char* name, const Eigen::VectorXd& direction) {
    Projection found;
    found.name = name;
    found.direction = direction;
    return found;
  };
  if (d == 1) return {along("the state", Eigen::VectorXd::Ones(1))};
  return {along("the first coordinate", Eigen::VectorXd::Unit(d, 0)),
          along("the second coordinate", Eigen::VectorXd::Unit(d, 1)),
          along("the mean of all coordinates", Eigen::VectorXd::Constant(d, 1.0).normalized())};
}

/// Share of the states below every edge of the histogram.
Column<double> shares_below(const Histogram& histogram) {
  Column<double> below(static_cast<Eigen::Index>(histogram.counts().size()) + 1);
  std::int64_t n = histogram.below();
  below[0] = static_cast<double>(n);
  for (std::size_t i = 0; i < histogram.counts().size(); ++i) {
    n += histogram.counts()[i];
    below[static_cast<Eigen::Index>(i) + 1] = static_cast<double>(n);
  }
  return below / static_cast<double>(histogram.n());
}

}  // namespace

std::size_t EnsembleReference::n_projections(const GuidedPair& pair) { return directions(pair.dimension()).size(); }

EnsembleReference::EnsembleReference(const GuidedPair& pair, const Chain& chain, const ShiftRule& rule)
    : projections_(directions(pair.dimension())) {
  std::vector<Moments> pilot(projections_.size());
  run_chain(pair, chain, {pilot_paths, pilot_stream}, [&](std::int64_t, const Eigen::MatrixXd& states) {
    for (std::size_t k = 0; k < pilot.size(); ++k) {
      for (const double y : Eigen::VectorXd(states.transpose() * projections_[k].direction)) pilot[k].add(y);
    }
  });
  std::int64_t paths = least_paths;
  for (std::size_t k = 0; k < pilot.size(); ++k) {
    const SampleMoments moments = moments_of(pilot[k]);
    constexpr int points_a_deviation = 32;  // edges of the bins of a histogram
    projections_[k].law = projections_[k].coarse =
        gaussian_on_grid(moments.mean, moments.variance, points_a_deviation);
    projections_[k].how = "ensemble of the chain";
    paths = std::max(paths, 4 * states_needed(projections_[k], rule));
  }
  sums_ = std::vector<ProjectionSums>(projections_.begin(), projections_.end());
  run_chain(pair, chain, {std::min(paths, most_paths), 0}, [&](std::int64_t, const Eigen::MatrixXd& states) {
    for (ProjectionSums& sum : sums_) sum.add(states);
  });
}

std::vector<Check> EnsembleReference::checks(std::size_t k, const ProjectionSums& states, const ShiftRule& rule) const {
  const Projection& projection = projections_[k];
  const ProjectionSums& ours = sums_[k];
  const std::string theirs = fmt::format("{} {}", states.n(), rule.noun);
  const double half = 0.5 * rule.false_alarm;
  const double error = ks_critical(ours.n(), half);
  const double distance = states.histogram().distance(shares_below(ours.histogram()));
  std::vector<Check> found{{fmt::format("Kolmogorov-Smirnov distance of {}", projection.name),
                            {distance, ks_critical(states.n(), half), theirs},
                            Relation::equal,
                            {0.0, error, projection.how},
                            check_distribution(distance, states.n(), error, half,
                                               rule.shift * projection.deviation() * projection.peak()),
                            rule.false_alarm}};
  for (const int p : {1, 2}) {
    const MeanEstimate mean = estimate_mean(moments_of(states.power(p)));
    const MeanEstimate exact = estimate_mean(moments_of(ours.power(p)));
    found.push_back({moment_name(projection, p),
                     {mean.value, mean.standard_error, theirs},
                     Relation::equal,
                     {exact.value, exact.standard_error, fmt::format("{} of {} paths", projection.how, ours.n())},
                     check_mean(difference_of(mean, exact), {0.0, 0.0, projection.how}, moment_rule(projection, p, rule)),
                     rule.false_alarm});
  }
  return found;
}

}  // namespace plumbline
