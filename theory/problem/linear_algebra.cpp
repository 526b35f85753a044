#include "theory/problem/linear_algebra.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace plumbline {

SymmetricEigen symmetric_eigen(const Eigen::MatrixXd& matrix) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

Eigen::MatrixXd cholesky_factor(const Eigen::MatrixXd& matrix) {
  return Eigen::LLT<Eigen::MatrixXd>(matrix).matrixL();
}

std::optional<Eigen::MatrixXd> positive_inverse(const Eigen::MatrixXd& matrix) {
  const SymmetricEigen eigen = symmetric_eigen(matrix);
  if (!(eigen.values.minCoeff() >= 1e-14 * eigen.values.maxCoeff() && eigen.values.minCoeff() > 0.0)) {
    return std::nullopt;
  }
  const Eigen::MatrixXd scaled = eigen.vectors * eigen.values.cwiseInverse().asDiagonal();
  return product(scaled, eigen.vectors.transpose());
}

Eigen::MatrixXd product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) { return a * b; }

Eigen::MatrixXd pseudo_inverse(const Eigen::MatrixXd& matrix) {
  return matrix.completeOrthogonalDecomposition().pseudoInverse();
}

Eigen::MatrixXd column_basis(const Eigen::MatrixXd& columns) {
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> decomposition(columns);
  decomposition.setThreshold(1e-12);
  return decomposition.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), decomposition.rank());
}

}  // namespace plumbline
