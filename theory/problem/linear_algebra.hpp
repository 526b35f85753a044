#pragma once

#include <Eigen/Core>

#include <optional>

namespace plumbline {

/// Dense linear algebra on small matrices, compiled once: Eigen's decompositions behind plain functions.

/// M = Q diag(values) Q^T for a symmetric M, shape (d, d); values ascend, shape (d); vectors are the columns of Q.
struct SymmetricEigen {
  Eigen::VectorXd values;
  Eigen::MatrixXd vectors;
};
SymmetricEigen symmetric_eigen(const Eigen::MatrixXd& matrix);

/// L with M = L L^T, lower triangular, for a positive definite M.
Eigen::MatrixXd cholesky_factor(const Eigen::MatrixXd& matrix);

/// M^{-1} for a symmetric positive definite M; nothing when its smallest eigenvalue is below 1e-14 of its largest.
std::optional<Eigen::MatrixXd> positive_inverse(const Eigen::MatrixXd& matrix);

/// A B, for shapes (m, k) and (k, n).
Eigen::MatrixXd product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// The pseudo-inverse of M, shape (n, m) for a matrix of shape (m, n): M^+ b solves min |M x - b|.
Eigen::MatrixXd pseudo_inverse(const Eigen::MatrixXd& matrix);

/// An orthonormal basis of the span of the columns, shape (d, rank); directions below 1e-12 of the longest column count
/// as rounding, and an all-zero matrix has rank 0.
Eigen::MatrixXd column_basis(const Eigen::MatrixXd& columns);

}  // namespace plumbline
