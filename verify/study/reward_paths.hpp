#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <functional>

#include "theory/base/moments.hpp"
#include "theory/problem/chain.hpp"

namespace plumbline {

/// A Monte Carlo run of reward guidance in the plane, with the improvement of R2 measured along the same paths.
struct RewardPaths {
  Moments reward;  ///< h_tend(Y_tend) under the true law: r itself where tend = 1
  Moments r2;      ///< Sum_n D_n (f_{n-1} + f_n) / 2, f = w h |s^r - s|^2: R2 along the path
  /// reward - h_t0(Y_t0) - r2, of mean O(1/N) when the sampler has the true scores; less Sum_n grad h . S_n Z_n, which
  /// has mean 0 and takes most of the noise away.
  Moments defect;
  Eigen::MatrixXd states;  ///< the first end states, shape (2, n)
};

/// The guided score that a sampler believes in, at states of shape (n, 2), for the step that starts there.
using BelievedScore = std::function<Eigen::ArrayXXd(const Step<double>& step, const Eigen::ArrayXXd& states)>;

/// What a sampler believes in: the scores of a pair, which have vectorised kernels, or any function.
struct Belief {
  const GuidedPair* pair = nullptr;  ///< used where not null
  BelievedScore score;
};

struct RewardPathsOptions {
  std::int64_t paths = 4096;
  Seed seed{};
  std::uint32_t stream = 0;
  int threads = 0;  ///< results do not depend on it
  std::int64_t kept_states = 0;
};

/// Runs the chain on what the sampler believes and judges it by the scores of `truth`, in two dimensions with positive
/// noised variances at both ends of the chain. The start must not depend on the pair where the belief has none.
RewardPaths run_reward_paths(const GuidedPair& truth, const Belief& belief, const Chain& chain,
                             const RewardPathsOptions& options);

}  // namespace plumbline
