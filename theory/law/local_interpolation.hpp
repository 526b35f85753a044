#pragma once

#include <array>
#include <cmath>

#include "theory/score/column.hpp"

namespace plumbline {

/// Number of points of the local interpolation stencil, an error of order spacing^12.
inline constexpr int stencil_size = 12;

/// Lagrange weights on the unit-spaced points first, first + 1, ..., first + 11 around a place x.
struct Stencil {
  int first = 0;
  std::array<double, stencil_size> weights{};
};

/// The stencil that has x in its middle interval. Every weight is a product, so each is relatively accurate, however
/// close x is to a point.
inline Stencil stencil_at(double x) {
  Stencil stencil;
  stencil.first = static_cast<int>(std::floor(x)) - stencil_size / 2 + 1;
  for (int k = 0; k < stencil_size; ++k) {
    double weight = 1.0;
    for (int m = 0; m < stencil_size; ++m) {
      if (m != k) weight *= (x - (stencil.first + m)) / (k - m);
    }
    stencil.weights[static_cast<std::size_t>(k)] = weight;
  }
  return stencil;
}

/// The interpolated value at x, in units of the spacing from the first entry; x at least 6 points inside either end.
inline double interpolate(const Column<double>& values, double x) {
  const Stencil stencil = stencil_at(x);
  double sum = 0.0;
  for (int k = 0; k < stencil_size; ++k) {
    sum += stencil.weights[static_cast<std::size_t>(k)] * values[stencil.first + k];
  }
  return sum;
}

}  // namespace plumbline
