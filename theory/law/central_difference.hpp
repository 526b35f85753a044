#pragma once

#include <array>

#include "theory/law/local_interpolation.hpp"
#include "theory/score/column.hpp"

namespace plumbline {

/// Points on either side of a central difference, whose order is that of the interpolation.
inline constexpr Eigen::Index difference_reach = stencil_size / 2;

/// Weights of f_{i+k} - f_{i-k} in f' at unit spacing, (-1)^(k+1) reach!^2 / (k (reach - k)! (reach + k)!); those of
/// f_{i+k} - 2 f_i + f_{i-k} in f'' are 2 / k times as large. Entry 0 is not used.
inline constexpr std::array<double, difference_reach + 1> difference_weights = [] {
  std::array<double, difference_reach + 1> weights{};
  double quotient = -1.0;  // (-1)^(k+1) reach!^2 / ((reach - k)! (reach + k)!)
  for (Eigen::Index k = 1; k <= difference_reach; ++k) {
    quotient *= -static_cast<double>(difference_reach + 1 - k) / static_cast<double>(difference_reach + k);
    weights[static_cast<std::size_t>(k)] = quotient / static_cast<double>(k);
  }
  return weights;
}();

/// First and second derivative, shape (n).
struct Derivatives {
  Column<double> first;
  Column<double> second;
};

/// Of a smooth function on a uniform grid, given with difference_reach more points on either side.
inline Derivatives central_derivatives(const Column<double>& padded, double spacing) {
  const Eigen::Index n = padded.size() - 2 * difference_reach;
  Derivatives result{Column<double>::Zero(n), Column<double>::Zero(n)};
  const auto centre = padded.segment(difference_reach, n);
  for (Eigen::Index k = 1; k <= difference_reach; ++k) {
    const auto right = padded.segment(difference_reach + k, n);
    const auto left = padded.segment(difference_reach - k, n);
    const double c1 = difference_weights[static_cast<std::size_t>(k)] / spacing;
    result.first += c1 * (right - left);
    result.second += 2.0 / static_cast<double>(k) * c1 / spacing * ((right - centre) - (centre - left));
  }
  return result;
}

}  // namespace plumbline
