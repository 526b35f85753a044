#pragma once

#include <Eigen/Core>

#include <optional>

#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// Where the scores of a pair go far out: s_t(y) = -(t C_a + (1 - t) I)^{-1} y + o(|y|), and s^J_t with C_b
/// (theory/README.md, section 8).
///
/// C_a is the covariance of the widest component of positive base weight, C_b of the widest of positive reweighted
/// weight; widest means C >= C_k for every other such component, so that it wins in every direction. Ties in some
/// direction only move the score by o(|y|).
struct FarField {
  Eigen::MatrixXd base;        ///< C_a, shape (d, d), or (1, 1) standing for a multiple of I
  Eigen::MatrixXd reweighted;  ///< C_b, the same shape
};

/// The far field of the pair; nothing when no single component is widest in every direction (then the far field is
/// only piecewise linear, and these closed forms do not apply). In one dimension there always is one.
std::optional<FarField> far_field(const GuidedPair& pair);

/// (t C + (1 - t) I)^{-1}: the precision of the noised covariance. Throws InputError where it is singular (t = 1 and C
/// singular): there the score and h_t do not exist off the support.
Eigen::MatrixXd noised_precision(const Eigen::MatrixXd& covariance, double t);

/// d/dy of the guided score far out, K = -(1 + omega) P_a + omega P_b with P the noised precisions at t.
Eigen::MatrixXd guided_slope(const FarField& field, double t, double omega);

/// The tail covariance of Y_0: of the law itself when it is Gaussian, else of its widest component.
Eigen::MatrixXd start_tail(const FarField& field, Start start, double t0);

}  // namespace plumbline
