#include "verify/statistics/power_fit.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "theory/problem/linear_algebra.hpp"

namespace plumbline {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int max_iterations = 30;
constexpr double max_order_step = 0.5;

/// (n0/n_i)^(p + j), j = 0 .. m: what multiplies A_j.
MatrixXd basis(const VectorXd& x, double p, int n_corrections) {
  MatrixXd columns(x.size(), n_corrections + 1);
  for (int j = 0; j <= n_corrections; ++j) columns.col(j) = x.array().pow(p + j);
  return columns;
}

/// Slope of log|error| between the first point and the last that stands clear of its scale: a place to start from.
double rough_order(std::span<const OrderPoint> points, const VectorXd& scale) {
  std::size_t last = 1;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (std::abs(points[i].error) > 3.0 * scale[static_cast<Index>(i)]) last = i;
  }
  const double fall = std::abs(points[last].error / points[0].error);
  const double slope = -std::log(fall) / std::log(points[last].n / points[0].n);
  return std::isfinite(slope) ? std::clamp(slope, 0.1, 6.0) : 1.0;
}

}  // namespace

MatrixXd whitening(const MatrixXd& covariance) {
  const VectorXd inverse_size = covariance.diagonal().cwiseSqrt().cwiseInverse();
  const MatrixXd correlation = inverse_size.asDiagonal() * covariance * inverse_size.asDiagonal();
  return cholesky_factor(correlation).triangularView<Eigen::Lower>().solve(MatrixXd(inverse_size.asDiagonal()));
}

PowerFit fit_power(std::span<const OrderPoint> points, const VectorXd& scale, int n_corrections) {
  return fit_power(points, MatrixXd(scale.cwiseAbs2().asDiagonal()), n_corrections);
}

PowerFit fit_power(std::span<const OrderPoint> points, const MatrixXd& covariance, int n_corrections) {
  const auto n_points = static_cast<Index>(points.size());
  assert(n_points >= n_corrections + 2 && covariance.rows() == n_points);
  VectorXd x(n_points), error(n_points);
  for (Index i = 0; i < n_points; ++i) {
    x[i] = points.front().n / points[static_cast<std::size_t>(i)].n;
    error[i] = points[static_cast<std::size_t>(i)].error;
  }
  const MatrixXd weight = whitening(covariance);
  const auto weighted = [&](const MatrixXd& columns) -> MatrixXd { return weight * columns; };

  PowerFit fit;
  fit.order = rough_order(points, covariance.diagonal().cwiseSqrt());
  const Index row_of_order = n_corrections + 1;
  VectorXd A;
  MatrixXd jacobian(n_points, n_corrections + 2);
  for (int iteration = 0; iteration < max_iterations && !fit.converged; ++iteration) {
    // given p the model is linear in A; then one Gauss-Newton step in (A, p)
    const MatrixXd columns = basis(x, fit.order, n_corrections);
    A = pseudo_inverse(weighted(columns)) * weighted(error);
    const VectorXd model = columns * A;
    fit.residual = error - model;
    jacobian << columns, (model.array() * x.array().log()).matrix();
    const VectorXd change = pseudo_inverse(weighted(jacobian)) * weighted(fit.residual);
    const double step = change[row_of_order];
    if (!std::isfinite(step)) return fit;
    fit.order += std::clamp(step, -max_order_step, max_order_step);
    fit.converged = std::abs(step) < 1e-10;
  }
  // how the errors reach each parameter: rows are A_0 .. A_m, p
  const MatrixXd reach = pseudo_inverse(weighted(jacobian)) * weight;
  fit.order_sensitivity = reach.row(row_of_order).transpose();
  fit.correction_sensitivity = VectorXd::Zero(n_points);
  fit.constant = A[0] * std::pow(points.front().n, fit.order);
  if (n_corrections > 0) {
    fit.correction = A[1] / A[0];
    fit.correction_sensitivity = ((reach.row(1) - fit.correction * reach.row(0)) / A[0]).transpose();
  }
  return fit;
}

}  // namespace plumbline
