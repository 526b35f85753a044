#pragma once

#include <vector>

namespace plumbline {

/// Nodes x_j and weights w_j of the Gauss rule for the standard normal: E f(x) = sum_j w_j f(x_j), exact for
/// polynomials of degree 2 n - 1.
struct NormalRule {
  std::vector<double> nodes;
  std::vector<double> weights;
};

/// The rule with n nodes, 1 <= n <= 32, computed once (Golub-Welsch start, Newton polish in long double).
const NormalRule& normal_rule(int n);

}  // namespace plumbline
