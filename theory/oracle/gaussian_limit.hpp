#pragma once

#include <Eigen/Core>

#include "theory/base/quantities.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// Whether a pair is one Gaussian with a cost (or reward) of one exp-linear term: the same Gaussian, moved.
bool has_gaussian_limit(const GuidedPair& pair);

/// O6 (theory/README.md, section 6): the limit (26) for one Gaussian N(m, C) and J = exp(a.x), in closed form at finite
/// t0 and in any d, from the exact start under constant guidance. Along each axis of C, of variance v, with V_t = t v +
/// 1 - t:
///   Y_t^w ~ N( sqrt(t) m - omega a v ( sqrt(t) - t0 V_t / (V_{t0} sqrt(t)) ), V_t ).
/// At t = 1 that gives  E J(Y_1^w) = E J exp(-omega a.g),  path KL = omega^2 a.g / 2,  g = a v (1 - t0) / V_{t0} by
/// axis.
class GaussianLimit {
 public:
  /// Throws InputError unless has_gaussian_limit(pair).
  GaussianLimit(const GuidedPair& pair, GuidanceScale w, Time t0);

  /// Mean and variances along the axes of affine_axes(), shape (d), at t0 <= t <= 1.
  Eigen::VectorXd mean(Time t) const;
  Eigen::VectorXd variances(Time t) const;
  /// E J(Y_1^w).
  double expected_cost() const;
  /// KL(P^w, P^0) of the paths from t0 to 1.
  double path_kl() const;

 private:
  Eigen::ArrayXd noised(double t) const { return t * variance_ + (1.0 - t); }
  /// a.g, the squared length of the tilt seen from t0.
  double tilt_energy() const;

  Eigen::ArrayXd mean_;
  Eigen::ArrayXd variance_;
  Eigen::ArrayXd shift_;  ///< a v = m^J - m
  double expected_;
  double omega_;
  double t0_;
};

}  // namespace plumbline
