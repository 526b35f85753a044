#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "results/table.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/quantities.hpp"

namespace plumbline {

/// Reward guidance with true and with learned scores, in the style of JCL25, Figures 3 to 5 (case, reward, sizes and
/// scales are our choice): w in a range against w = 0.
struct RewardStudy {
  std::vector<double> scales{0.0, 0.5, 1.0, 2.0, 4.0, 8.0};
  std::int64_t samples = 200;  ///< of the training set
  std::int64_t paths = 2048;   ///< in the plane
  std::int64_t steps = 128;    ///< uniform in logit t: near the end a cloud's scores change as fast as its noise
  Time t0{1e-3};
  Time tend{0.98};  ///< before 1: kernel scores and clouds are singular there
  Seed seed{20260101};
  int n_threads = 0;
};

/// The table `reward` over (case, method, w), method one of `exact` (true scores), `kernel` (of the training set) and,
/// on the line, `features` (the exact minimiser of the weighted denoising loss over radial features): the mean reward
/// and its gain over w = 0 with the same scores; over (case, w) what R2 promises, measured along the guided paths with
/// true scores; over (case, method) the largest w with a gain. On the line all values are exact laws; in the plane
/// Monte Carlo, the error one standard error. The reward is h_tend, the expected reward given the state at tend. Throws
/// InputError for other dimensions and for cases that guide no reward.
Table reward_table(const std::vector<Case>& cases, const RewardStudy& study,
                   const std::function<void(const std::string&)>& done);

/// The table `reward_states` over (case, w, state, coordinate): end states with true scores, for scatter plots; in the
/// plane only. Empty (no axes) without such a case.
Table reward_states_table(const std::vector<Case>& cases, const RewardStudy& study);

/// The table `learned_distance` over (case, score, samples) for cases on the line: the mean squared distance, over
/// training sets, of the feature score to its limit, n -> infinity; what the sandwich predicts; the distance of that
/// limit from the true score; and over (case, score) the fitted order in n (G2).
Table learned_distance_table(const std::vector<Case>& cases, const RewardStudy& study);

}  // namespace plumbline
