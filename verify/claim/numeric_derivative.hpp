#pragma once

#include <Eigen/Core>

#include <limits>
#include <vector>

#include "theory/law/richardson.hpp"

namespace plumbline {

/// Derivatives at n places at once; both of shape (n).
struct NumericDerivative {
  Eigen::ArrayXd value;
  Eigen::ArrayXd error;
};

/// f'(0) from values alone, f(h) of shape (n) for every h: central differences at h, h/2, h/4, h/8, extrapolated in h^2
/// to order 8. The error adds the last correction to the rounding of f, 8 units in the last place of its largest value.
/// Choose h a tenth of the length on which f bends: smaller loses digits, larger leaves the range of the expansion.
template <class F>
NumericDerivative numeric_derivative(const F& f, double h) {
  constexpr int n_levels = 4;
  std::vector<Eigen::ArrayXd> differences;
  Eigen::ArrayXd largest;
  for (int level = 0; level < n_levels; ++level, h /= 2.0) {
    const Eigen::ArrayXd right = f(h);
    const Eigen::ArrayXd left = f(-h);
    differences.push_back((right - left) / (2.0 * h));
    largest = right.abs().max(left.abs()) / h;
  }
  const auto [best, second] = richardson(std::move(differences), 4.0);
  return {best, (best - second).abs() + 8.0 * std::numeric_limits<double>::epsilon() * largest};
}

}  // namespace plumbline
