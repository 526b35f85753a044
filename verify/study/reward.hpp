#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/learned/network_score.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// Reward guidance with true and with learned scores, in the style of JCL25, Figures 3 to 5 (case, reward, sizes and
/// scales are our choice): w in a range against w = 0.
struct RewardStudy {
  std::vector<double> scales{0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0};
  std::int64_t samples = 200;  ///< of the training set
  std::int64_t paths = 8192;   ///< in the plane; four times as many with true scores, for the verdict on R2
  std::int64_t steps = 128;    ///< uniform in logit t: near the end a cloud's scores change as fast as its noise
  Time t0{1e-3};
  Time tend{0.98};      ///< before 1: kernel scores and clouds are singular there
  NetworkPlan network;  ///< its times and seed are those of the study
  Seed seed{20260101};
};

/// Where the scores of a sampler come from.
enum class ScoreSource {
  exact,     ///< the true ones
  features,  ///< the exact minimisers of the denoising losses over radial features; on the line only
  kernel,    ///< the exact minimisers over all functions: of the cloud of training points
  network    ///< a small network trained on the same losses
};

/// The tables
///   reward             over (case, source, w): the mean reward and its gain over w = 0 with the same scores; over
///   (case,
///                      w), true scores: what R2 promises and the defect, gain - R2, extrapolated in N, with a verdict
///                      on defect = 0; over (case, source): up to which w every w > 0 gains, where most, and the first
///                      w without a finite gain;
///   reward_density     over (case, source, w, y): the law of Y at tend, for cases on the line;
///   reward_states      over (case, source, w, state, coordinate): end states, for cases in the plane;
///   reward_training    sizes and seed of training.
/// On the line all values are exact laws; in the plane Monte Carlo, the error one standard error. The reward is h_tend,
/// the expected reward given the state at tend. InputError for other dimensions and for cases that guide no reward. A
/// unit is one source and w on one case.
Study reward_study(std::vector<Case> cases, RewardStudy parameters);

}  // namespace plumbline
