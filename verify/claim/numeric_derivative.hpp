#pragma once

#include <Eigen/Core>

#include <cmath>
#include <cstddef>
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
/// At h a tenth of the length on which f bends both are small; between far components that length is much shorter than
/// elsewhere, so every place has the h, h/2, ... h/64 at which its own error is smallest.
template <class F>
NumericDerivative numeric_derivative(const F& f, double h, const Eigen::ArrayXd& size) {
  constexpr std::ptrdiff_t n_levels = 4;
  constexpr std::ptrdiff_t n_lengths = 7;
  std::vector<Eigen::ArrayXd> differences;
  for (std::ptrdiff_t level = 0; level < n_levels + n_lengths - 1; ++level) {
    const double length = std::ldexp(h, -static_cast<int>(level));
    differences.push_back((f(length) - f(-length)) / (2.0 * length));
  }
  NumericDerivative derivative{differences.front(), Eigen::ArrayXd::Constant(size.size(), INFINITY)};
  for (std::ptrdiff_t first = 0; first < n_lengths; ++first) {
    const auto from = differences.begin() + first;
    const auto [best, second] = richardson(std::vector(from, from + n_levels), 4.0);
    const double shortest = std::ldexp(h, -static_cast<int>(first + n_levels - 1));
    const Eigen::ArrayXd error =
        (best - second).abs() + 8.0 * std::numeric_limits<double>::epsilon() / shortest * size;
    derivative.value = (error < derivative.error).select(best, derivative.value);
    derivative.error = derivative.error.min(error);
  }
  return derivative;
}

}  // namespace plumbline
