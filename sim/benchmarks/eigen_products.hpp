#pragma once

#include <Eigen/Core>

namespace plumbline {

/// The two products of a step as Eigen alone does them, each at its best speed, for n paths at once:
///   exponents (K, n) = means (K, d) states (d, n);   slopes (d, n) = means^T factors (K, n).
/// Column-major arrays. In a library of its own, compiled for the machine at hand (the project is not), that shares no
/// symbol with the rest of the program.
__attribute__((visibility("default"))) void eigen_products(const double* means, const double* states,
                                                           const double* factors, double* exponents, double* slopes,
                                                           Eigen::Index K, Eigen::Index d, Eigen::Index n);

}  // namespace plumbline
