#include "sim/benchmarks/eigen_products.hpp"

namespace plumbline {

// Compiled once under each of the two names.
void PLUMBLINE_EIGEN_PRODUCTS(const EigenOperands& operands) {
  const auto [triangles, means, states, factors, exponents, slopes, K, d, n] = operands;
  using In = Eigen::Map<const Eigen::MatrixXd>;
  using Out = Eigen::Map<Eigen::MatrixXd>;
  if (triangles != nullptr) {
    Out(slopes, d, n).setZero();
    for (Eigen::Index k = 0; k < K; ++k) {
      const In U(triangles + k * d * d, d, d);
      Out q(exponents, d, n);
      q.noalias() = U.triangularView<Eigen::UnitUpper>() * In(states, d, n);
      Out(slopes, d, n).noalias() += U.transpose().triangularView<Eigen::UnitLower>() * q;
    }
    return;
  }
  Out(exponents, K, n).noalias() = In(means, K, d) * In(states, d, n);
  Out(slopes, d, n).noalias() = In(means, K, d).transpose() * In(factors, K, n);
}

}  // namespace plumbline
