#pragma once

#include <Eigen/Core>

#include <string>
#include <vector>

namespace plumbline {

/// coefficient * exp(slope . x), coefficient > 0.
struct ExpLinearTerm {
  double coefficient = 1.0;
  Eigen::VectorXd slope;  ///< a, shape (d)
};

/// coefficient * exp(-|x - center|^2 / (2 width^2)), coefficient > 0, width > 0.
struct BumpTerm {
  double coefficient = 1.0;
  Eigen::VectorXd center;  ///< shape (d)
  double width = 1.0;
};

/// A positive cost (or reward) on R^d that keeps Gaussian mixtures Gaussian mixtures:
///   J(x) = constant + sum_i c_i exp(a_i . x) + sum_j c_j exp(-|x - mu_j|^2 / (2 s_j^2)).
struct CostFunction {
  double constant = 0.0;  ///< >= 0
  std::vector<ExpLinearTerm> exp_linear;
  std::vector<BumpTerm> bumps;

  /// J(x), by the definition.
  double operator()(const Eigen::VectorXd& x) const;
};

/// Throws InputError unless every coefficient is positive and finite, every width positive, the constant not negative,
/// every vector of the given dimension, and there is at least one term. `where` names the source in the message.
void require_valid(const CostFunction& cost, Eigen::Index dimension, const std::string& where);

}  // namespace plumbline
