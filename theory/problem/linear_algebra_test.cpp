#include "theory/problem/linear_algebra.hpp"

#include "verify/testing/catch.hpp"

namespace plumbline {

TEST_CASE("decompositions give back the matrix they came from", "[exact]") {
  Eigen::MatrixXd m(3, 3);
  m << 2.0, 0.5, -0.3, 0.5, 1.0, 0.2, -0.3, 0.2, 0.7;
  const SymmetricEigen eigen = symmetric_eigen(m);
  CHECK((eigen.vectors * eigen.values.asDiagonal() * eigen.vectors.transpose()).isApprox(m, 1e-14));
  CHECK(eigen.values[0] < eigen.values[2]);
  const Eigen::MatrixXd root = cholesky_factor(m);
  CHECK((root * root.transpose()).isApprox(m, 1e-14));
  CHECK(root(0, 2) == 0.0);
  CHECK((*positive_inverse(m) * m).isIdentity(1e-13));
  const Eigen::MatrixXd tall = m.leftCols(2);
  CHECK((pseudo_inverse(tall) * tall).isIdentity(1e-13));
}

TEST_CASE("singular and indefinite matrices have no positive inverse", "[exact]") {
  CHECK_FALSE(positive_inverse(Eigen::MatrixXd::Constant(2, 2, 1.0)));
  CHECK_FALSE(positive_inverse(-Eigen::MatrixXd::Identity(2, 2)));
  CHECK_FALSE(positive_inverse(Eigen::MatrixXd::Zero(2, 2)));
}

TEST_CASE("a basis of columns has their rank and spans them", "[exact]") {
  Eigen::MatrixXd columns(4, 3);
  columns.col(0) << 1.0, 0.3, 0.7, -1.1;
  columns.col(1) << 0.2, 1.0, -0.4, 3.0;
  columns.col(2) = 0.1 * columns.col(0) - 0.7 * columns.col(1);  // dependent, but for rounding
  const Eigen::MatrixXd basis = column_basis(columns);
  CHECK(basis.cols() == 2);
  CHECK((basis.transpose() * basis).isIdentity(1e-14));
  CHECK((basis * (basis.transpose() * columns)).isApprox(columns, 1e-14));
  CHECK(column_basis(Eigen::MatrixXd::Zero(4, 2)).cols() == 0);
}

}  // namespace plumbline
