#pragma once

#include <Eigen/Core>

#include "theory/score/column.hpp"

namespace plumbline {

/// m = n_bumps + 2 functions on the line: 1, y, and exp(-(y - c_k)^2 / (2 width^2)) with n_bumps centres c_k from `low`
/// to `high`, one width apart.
struct RadialBasis {
  double low = -4.0;
  double high = 4.0;
  Eigen::Index n_bumps = 17;

  Eigen::Index size() const { return n_bumps + 2; }
  double width() const { return (high - low) / static_cast<double>(n_bumps - 1); }
  /// phi_k(y_i), shape (n, m).
  Eigen::MatrixXd values(const Column<double>& y) const;
  /// phi_k'(y_i), shape (n, m), from the values at the same points.
  Eigen::MatrixXd slopes(const Column<double>& y, Eigen::MatrixXd values_there) const;
};

/// Sum_i rho_i E[phi phi^T] and Sum_i rho_i E[phi'] at y = mu_i + N(0, variance), in closed form: a bump times a bump
/// is a bump, and so is a bump blurred by a Gaussian. 3 m exponentials a point.
struct BlurredMoments {
  Eigen::MatrixXd square;  ///< shape (m, m)
  Eigen::VectorXd slope;   ///< shape (m)
};
BlurredMoments blurred_moments(const RadialBasis& basis, const Column<double>& mu, double variance,
                               const Column<double>& rho);

}  // namespace plumbline
