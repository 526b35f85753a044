#pragma once

#include <Eigen/Core>

namespace plumbline {

/// The two products of a step as Eigen alone does them, each at its best speed, for n paths at once:
///   exponents (K, n) = means (K, d) states (d, n);   slopes (d, n) = means^T factors (K, n),
/// or, where covariances are full, with unit upper triangles U_k (d, d) one after the other
///   q_k (d, n) = U_k states, here into `exponents`;   slopes = Sum_k U_k^T q_k.
/// Column-major arrays.
struct EigenOperands {
  const double* triangles;  ///< shape (K, d, d), or null
  const double* means;
  const double* states;
  const double* factors;
  double* exponents;
  double* slopes;
  Eigen::Index K;
  Eigen::Index d;
  Eigen::Index n;
};
using EigenProducts = void(const EigenOperands& operands);

/// Compiled for the machine at hand (the project is not), and for AVX2 alone, which is faster where the compiler knows
/// the machine badly. Each in a library of its own that shares no other symbol with the rest of the program.
__attribute__((visibility("default"))) EigenProducts eigen_products_native;
__attribute__((visibility("default"))) EigenProducts eigen_products_avx2;

}  // namespace plumbline
