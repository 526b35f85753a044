#include "verify/study/reward_source.hpp"

#include <utility>

#include "theory/learned/learned_error.hpp"
#include "theory/score/guided_score.hpp"

namespace plumbline {
namespace {

constexpr double ridge = 1e-3;
const RadialBasis basis{-4.0, 4.0, 17};

std::vector<double> score_times(const RewardStudy& study) {
  std::vector<double> times = reward_chain(study, 0.0, study.steps).grid.times();
  times.pop_back();
  return times;
}

NetworkPlan plan_of(const RewardStudy& study) {
  NetworkPlan plan = study.network;
  plan.t0 = study.t0;
  plan.tend = study.tend;
  plan.seed = study.seed;
  return plan;
}

}  // namespace

std::string name(ScoreSource source) {
  switch (source) {
    case ScoreSource::exact:
      return "exact";
    case ScoreSource::features:
      return "features";
    case ScoreSource::kernel:
      return "kernel";
    case ScoreSource::network:
      break;
  }
  return "network";
}

Chain reward_chain(const RewardStudy& study, double w, std::int64_t steps) {
  return {make_grid(Schedule::logit_uniform, {steps}, study.t0, study.tend), Scheme::ddpm, {{w}}, Start::gaussian};
}

RewardSources::RewardSources(const GuidedPair& pair, const RewardStudy& study)
    : pair_(pair),
      study_(study),
      data_(draw_training_set(pair, study.samples, study.seed)),
      cloud_(kernel_pair(data_, pair.objective)) {}

const ScoreError& RewardSources::line_error(ScoreSource source) {
  const auto i = static_cast<std::size_t>(source);
  std::call_once(trained_[i], [&] { train_on_line(source, errors_[i]); });
  return errors_[i];
}

const Belief& RewardSources::plane_belief(ScoreSource source) {
  const auto i = static_cast<std::size_t>(source);
  std::call_once(trained_[i], [&] { train_in_plane(source, beliefs_[i]); });
  return beliefs_[i];
}

void RewardSources::train_on_line(ScoreSource source, ScoreError& error) const {
  if (source == ScoreSource::features) {
    const std::vector<double> times = score_times(study_);
    error = learned_error(fit_features(data_, Learned::base, basis, times, ridge),
                          fit_features(data_, Learned::reweighted, basis, times, ridge));
  } else if (source == ScoreSource::kernel) {
    error = kernel_error(data_);
  } else if (source == ScoreSource::network) {
    error = learned_error(train_network(data_, Learned::base, plan_of(study_)),
                          train_network(data_, Learned::reweighted, plan_of(study_)));
  }
}

void RewardSources::train_in_plane(ScoreSource source, Belief& belief) {
  if (source == ScoreSource::exact) belief.pair = &pair_;
  if (source == ScoreSource::kernel) belief.pair = &cloud_;
  if (source != ScoreSource::network) return;
  const NetworkScore base = train_network(data_, Learned::base, plan_of(study_));
  const NetworkScore reweighted = train_network(data_, Learned::reweighted, plan_of(study_));
  belief.score = [base, reweighted](const Step<double>& step, const Eigen::ArrayXXd& states) -> Eigen::ArrayXXd {
    const Eigen::MatrixXd y = states.matrix().transpose();
    return guided_score(base.in_space(step.time, y), reweighted.in_space(step.time, y), step.omega).transpose().array();
  };
}

}  // namespace plumbline
