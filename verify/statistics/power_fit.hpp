#pragma once

#include <Eigen/Core>
#include <span>

namespace plumbline {

/// One error of a refinement study: the signed error of an answer computed with `n` steps.
struct OrderPoint {
  double n = 0.0;
  double error = 0.0;           ///< signed; a change of sign means that the asymptotic range is not reached
  double bound = 0.0;           ///< the error of `error` that is not random (quadrature, limit): within +- bound
  double standard_error = 0.0;  ///< the random part
};

/// Least squares of error = (n0/n)^p (A_0 + A_1 n0/n + ... + A_m (n0/n)^m) on signed errors, n0 the smallest n.
struct PowerFit {
  bool converged = false;
  double order = 0.0;                 ///< p
  double constant = 0.0;              ///< C of error ~ C n^-p
  double correction = 0.0;            ///< A_1 / A_0: the relative size of the first correction at n0 (0 when m = 0)
  Eigen::VectorXd order_sensitivity;  ///< d p / d error_i, to first order: how the errors reach the order
  Eigen::VectorXd correction_sensitivity;  ///< the same for the correction (0 when m = 0)
  Eigen::VectorXd residual;                ///< error_i - model_i
};

/// W with W^T W = M^-1 for a positive definite M: it turns errors of covariance M into independent ones of size 1.
Eigen::MatrixXd whitening(const Eigen::MatrixXd& covariance);

/// Fits with `n_corrections` = m in {0, 1, 2}; needs at least m + 2 points, of which the first has error != 0.
///
/// Signed errors are fitted as they are, not their logarithms: points deep in the noise then cost nothing and bias
/// nothing, where dropping them by their observed size would. Gauss-Newton with `covariance`, positive
/// definite, as the assumed one of the residuals. Not converged (a verdict, not an accident: the data do not look like
/// a power law) after 30 steps.
PowerFit fit_power(std::span<const OrderPoint> points, const Eigen::MatrixXd& covariance, int n_corrections);
/// The same for independent residuals of size `scale` (> 0).
PowerFit fit_power(std::span<const OrderPoint> points, const Eigen::VectorXd& scale, int n_corrections);

}  // namespace plumbline
