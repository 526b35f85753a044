#pragma once

#include <Eigen/Core>

namespace plumbline {

/// A covariance C = Q diag(lambda) Q^T, kept in the form in which noising is diagonal:
/// the noised covariance at reverse time t is t C + (1 - t) I = Q diag(t lambda + 1 - t) Q^T.
///
/// Zero eigenvalues are allowed: a component with C = 0 is a point.
class Covariance {
 public:
  /// variance * I in d dimensions; variance >= 0.
  static Covariance isotropic(Eigen::Index dimension, double variance);
  /// diag(variances); every entry >= 0.
  static Covariance diagonal(const Eigen::VectorXd& variances);
  /// A symmetric positive semidefinite matrix, decomposed once. Throws InputError if it is neither.
  static Covariance full(const Eigen::MatrixXd& matrix);

  /// The same axes with other variances, each >= 0.
  Covariance with_eigenvalues(const Eigen::VectorXd& eigenvalues) const { return {eigenvalues, rotation_}; }

  Eigen::Index dimension() const { return eigenvalues_.size(); }
  /// lambda, shape (d), all >= 0.
  const Eigen::VectorXd& eigenvalues() const { return eigenvalues_; }
  /// Q, shape (d, d); empty (0 x 0) when Q = I.
  const Eigen::MatrixXd& rotation() const { return rotation_; }

  bool is_axis_aligned() const { return rotation_.size() == 0; }
  bool is_isotropic() const;
  double max_variance() const { return eigenvalues_.maxCoeff(); }
  /// The matrix C, shape (d, d).
  Eigen::MatrixXd matrix() const;
  /// C x, shape (d).
  Eigen::VectorXd times(const Eigen::VectorXd& x) const;
  /// Q^T x: coordinates along the axes of C, shape (d); and back, Q x.
  Eigen::VectorXd to_axes(const Eigen::VectorXd& x) const;
  Eigen::VectorXd from_axes(const Eigen::VectorXd& x) const;

 private:
  Covariance(Eigen::VectorXd eigenvalues, Eigen::MatrixXd rotation);

  Eigen::VectorXd eigenvalues_;
  Eigen::MatrixXd rotation_;
};

}  // namespace plumbline
