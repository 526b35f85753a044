#include "theory/problem/covariance.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

void require_variances(const Eigen::VectorXd& variances) {
  for (Eigen::Index i = 0; i < variances.size(); ++i) {
    if (!(std::isfinite(variances[i]) && variances[i] >= 0.0)) {
      throw InputError(fmt::format("variance {} is not a finite number >= 0", variances[i]), "covariance",
                       "give a variance >= 0 (0 is a point)");
    }
  }
}

}  // namespace

Covariance::Covariance(Eigen::VectorXd eigenvalues, Eigen::MatrixXd rotation)
    : eigenvalues_(std::move(eigenvalues)), rotation_(std::move(rotation)) {
  require_variances(eigenvalues_);
}

Covariance Covariance::isotropic(Eigen::Index dimension, double variance) {
  return {Eigen::VectorXd::Constant(dimension, variance), {}};
}

Covariance Covariance::diagonal(const Eigen::VectorXd& variances) { return {variances, {}}; }

Covariance Covariance::full(const Eigen::MatrixXd& matrix) {
  if (matrix.rows() != matrix.cols()) {
    throw InputError(fmt::format("a {} x {} matrix is not square", matrix.rows(), matrix.cols()), "covariance",
                     "give d rows of d numbers");
  }
  if (!matrix.allFinite() || !matrix.isApprox(matrix.transpose(), 1e-12)) {
    throw InputError("the matrix is not finite and symmetric", "covariance", "give a symmetric matrix");
  }
  const auto& [eigenvalues, axes] = symmetric_eigen(matrix);
  const double rounding = 1e-13 * eigenvalues.cwiseAbs().maxCoeff();
  if (eigenvalues.minCoeff() < -rounding) {
    throw InputError(fmt::format("eigenvalue {:.6g} is negative", eigenvalues.minCoeff()), "covariance",
                     "give a positive semidefinite matrix");
  }
  return {eigenvalues.cwiseMax(0.0), axes};
}

bool Covariance::is_isotropic() const { return eigenvalues_.minCoeff() == eigenvalues_.maxCoeff(); }

Eigen::MatrixXd Covariance::matrix() const {
  if (is_axis_aligned()) return eigenvalues_.asDiagonal();
  return product(rotation_ * eigenvalues_.asDiagonal(), rotation_.transpose());
}

Eigen::VectorXd Covariance::times(const Eigen::VectorXd& x) const {
  return from_axes(eigenvalues_.cwiseProduct(to_axes(x)));
}

Eigen::VectorXd Covariance::to_axes(const Eigen::VectorXd& x) const {
  if (is_axis_aligned()) return x;
  return rotation_.transpose() * x;
}

Eigen::VectorXd Covariance::from_axes(const Eigen::VectorXd& x) const {
  if (is_axis_aligned()) return x;
  return rotation_ * x;
}

}  // namespace plumbline
