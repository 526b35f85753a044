#pragma once

#include <Eigen/Core>

#include <cstdint>

#include "theory/problem/chain.hpp"
#include "theory/problem/moments.hpp"

namespace plumbline {

/// A Monte Carlo run of reward guidance in the plane, with the improvement of R2 measured along the same paths.
struct RewardPaths {
  Moments reward;          ///< h_tend(Y_tend) under the true law: r itself where tend = 1
  Moments gain;            ///< reward - h_t0(Y_t0), path by path
  Moments r2;              ///< Sum_n D_n (f_{n-1} + f_n) / 2, f = w h |s^r - s|^2: R2 along the path
  Moments defect;          ///< gain - r2: of mean O(1/N) when the sampler has the true scores
  Eigen::MatrixXd states;  ///< the first end states, shape (2, n)
};

struct RewardPathsOptions {
  std::int64_t paths = 4096;
  Seed seed{};
  int threads = 0;  ///< results do not depend on it
  std::int64_t kept_states = 0;
};

/// Runs the chain on the scores of `believed` and judges it by those of `truth`; both in two dimensions with positive
/// noised variances at both ends of the chain.
RewardPaths run_reward_paths(const GuidedPair& truth, const GuidedPair& believed, const Chain& chain,
                             const RewardPathsOptions& options);

}  // namespace plumbline
