#include "sim/benchmarks/eigen_products.hpp"

namespace plumbline {

// Compiled once under each of the two names.
void PLUMBLINE_EIGEN_PRODUCTS(const EigenOperands& operands) {
  const auto [means, states, factors, exponents, slopes, K, d, n] = operands;
  using In = Eigen::Map<const Eigen::MatrixXd>;
  using Out = Eigen::Map<Eigen::MatrixXd>;
  Out(exponents, K, n).noalias() = In(means, K, d) * In(states, d, n);
  Out(slopes, d, n).noalias() = In(means, K, d).transpose() * In(factors, K, n);
}

}  // namespace plumbline
