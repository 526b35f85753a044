#pragma once

#include <Eigen/Core>

#include "theory/base/quantities.hpp"
#include "theory/base/value.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// O4, the Doob transform (theory/README.md, section 6): at omega = -1 (w = -1 for a cost, w = 1 for a reward) the
/// guided score is s^J, so (26) started from p^J_{t0} has law p^J_t at every t, exactly. Started from p_{t0} it is off
/// by O(t0).

/// The guidance scale at which that happens.
GuidanceScale doob_scale(const GuidedPair& pair);

/// log p^J_t(y), any d; the density must exist (t < 1, or no singular component of positive weight).
double log_doob_density(const GuidedPair& pair, Time t, const Eigen::VectorXd& y);

/// Mean, shape (d), and covariance, shape (d, d), of a marginal of the pair at t: those of sum_k weights_k N(sqrt(t)
/// m_k, t C_k + (1 - t) I). With pair.reweighted it is p^J_t, with pair.base p_t.
struct MixtureMoments {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
};
MixtureMoments mixture_moments(const GuidedPair& pair, const Eigen::VectorXd& weights, Time t);

/// E[h_t(Y_t)^q] under p^J_t, which is E[h_t^(1+q)] / E J under p_t; 1-D pairs; +infinity where it is infinite.
Value doob_expected_cost(const GuidedPair& pair, Time t, double q = 1.0);

}  // namespace plumbline
