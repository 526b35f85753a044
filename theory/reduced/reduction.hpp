#pragma once

#include <Eigen/Core>

#include <optional>

#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/limit_spec.hpp"
#include "theory/problem/transitions.hpp"

namespace plumbline {

/// A problem in R^d seen in the span of its means (theory/README.md, section 9, claim D4).
///
/// When every component of positive weight has the same covariance v I, both scores are -y / (t v + 1 - t) plus a
/// vector in the span of the means. So coordinates in that span, of dimension r, follow the same chain for the
/// r-dimensional pair, and the n = d - r coordinates orthogonal to it are independent of them and of one another,
/// Gaussian with mean 0. h_t and therefore J depend on the r coordinates only.
struct Reduction {
  GuidedPair pair;            ///< the problem in the span, dimension r >= 1
  Eigen::MatrixXd frame;      ///< orthonormal basis of the span, shape (d, r): x = frame * z + orthogonal part
  Eigen::Index n_orthogonal;  ///< n = d - r
  double variance;            ///< v
};

/// The dimension r of that span; nothing unless all covariances are the same multiple of I, or where the cost is no
/// mixture.
std::optional<Eigen::Index> reduced_dimension(const GuidedPair& pair);

/// Components without weight are dropped. Throws InputError unless all covariances are the same multiple of I.
Reduction reduce(const GuidedPair& pair);

/// The other way: a problem whose means lie on a line, in R^d with that line along `direction`, a unit vector of shape
/// (d). Components keep their variance; what their means do not share with the frame, shape (d0, 1), is left out.
GuidedPair laid_along(GuidedPair pair, const Eigen::MatrixXd& frame, const Eigen::VectorXd& direction);

/// Variance of each orthogonal coordinate of the chain (27) at its last time, exactly:
/// V' = (A - B / (t v + 1 - t))^2 V + S^2. Guidance does not enter.
double orthogonal_variance(const Reduction& reduction, const Chain& chain);
/// The same for any run.
double orthogonal_variance(const Reduction& reduction, const Transitions& run);

/// The same for the limit with noise share kappa: V(t) = V_t + (t0 / t)^kappa (V_t / V_{t0})^(1 + kappa) (V(t0) -
/// V_{t0}), V_t = t v + 1 - t; equal to V_t from the exact start.
double orthogonal_limit_variance(const Reduction& reduction, const LimitSpec& spec);

}  // namespace plumbline
