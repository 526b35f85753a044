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
/// to order 8. The error adds the last correction to the rounding of f, of which `size` is the magnitude of the numbers
/// that f is formed from, shape (n) (a logarithm may be small between large exponents): 8 units in their last place.
/// Choose h a tenth of the length on which f bends: smaller loses digits, larger leaves the range of the expansion.
template <class F>
NumericDerivative numeric_derivative(const F& f, double h, const Eigen::ArrayXd& size) {
  constexpr int n_levels = 4;
  std::vector<Eigen::ArrayXd> differences;
  double shortest = h;
  for (int level = 0; level < n_levels; ++level, h /= 2.0) {
    differences.push_back((f(h) - f(-h)) / (2.0 * h));
    shortest = h;
  }
  const auto [best, second] = richardson(std::move(differences), 4.0);
  return {best, (best - second).abs() + 8.0 * std::numeric_limits<double>::epsilon() / shortest * size};
}

}  // namespace plumbline
