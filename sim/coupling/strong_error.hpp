#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/ensemble.hpp"
#include "theory/base/moments.hpp"
#include "theory/problem/guidance.hpp"
#include "theory/problem/scheme.hpp"

namespace plumbline {

/// Grids and schemes to compare along the same Brownian paths. All grids are uniform in log(t / (1 - (1 - v) t)) from
/// t0 to tend, v the smallest variance of a component that the steps are to resolve: its noised variance is 1 - (1 - v) t,
/// and a step of u = log t is short against it everywhere. v = 1: uniform in u.
struct StrongErrorPlan {
  double t0 = 1e-3;
  double tend = 1.0;
  double resolved_variance = 1.0;  ///< v, in (0, 1]
  Guidance guidance{};
  std::vector<Scheme> schemes{all_schemes.begin(), all_schemes.end()};
  std::vector<std::int64_t> steps;   ///< N of each grid, descending; each divides the one before
  std::int64_t reference_steps = 0;  ///< of the reference; a multiple of 2 steps.front()
};

/// Squared distances at the end, E norm(Y_N - Y)^2 over the paths; their roots are the strong errors (claim D3).
struct StrongErrorTable {
  std::vector<std::vector<Moments>> squared_error;  ///< [scheme][grid], against the reference
  /// [scheme], shape (grids, grids): sums over the paths of products of the squared distances on two grids. The same
  /// paths run on all grids, so their errors rise and fall together.
  std::vector<Eigen::MatrixXd> products;
  Moments reference_halved;  ///< the reference against itself on half its grid: its own error, or rather more
};

/// The covariance of the mean squared distances on the grids, shape (grids, grids), for one of the schemes.
Eigen::MatrixXd covariance_of_means(const StrongErrorTable& table, std::size_t scheme);

/// Strong errors of (27) against a reference for (26) on the same Brownian path and the same start.
///
/// The reference is the stochastic Runge-Kutta method SRA1 for additive noise (A. Roessler, SIAM J. Numer. Anal. 48
/// (2010) 922-952), strong order 1.5, in the clock u, with two scores a step; reference_halved shows by halving that
/// its own error does not matter. Not for points at tend = 1: there the score is unbounded. Throws InputError on grids
/// that do not nest. options.histogram and options.fault are not read.
StrongErrorTable strong_errors(const GuidedPair& pair, const StrongErrorPlan& plan, Start start,
                               const EnsembleOptions& options);

}  // namespace plumbline
