#pragma once

#include <array>
#include <cmath>

#include "theory/score/column.hpp"

namespace plumbline {

/// Number of points of the local interpolation stencil, an error of order spacing^16. Log densities of mixtures have
/// branch points at the complex zeros of the density; a lower order would ask for a finer grid than the sums over it
/// do.
inline constexpr int stencil_size = 16;

/// Lagrange weights on the unit-spaced points first, first + 1, ..., first + stencil_size - 1 around a place x.
struct Stencil {
  int first = 0;
  std::array<double, stencil_size> weights{};
};

/// The stencil that has x in its middle interval. Every weight is a product, so each is relatively accurate, however
/// close x is to a point.
inline Stencil stencil_at(double x) {
  Stencil stencil;
  stencil.first = static_cast<int>(std::floor(x)) - stencil_size / 2 + 1;
  double left = 1.0;  // product of (x - point) / (distance of point k from it) over the points on the left of k
  for (std::size_t k = 0; k < stencil_size; ++k) {
    stencil.weights[k] = left;
    left *= (x - (stencil.first + static_cast<int>(k))) / static_cast<double>(k + 1);
  }
  double right = 1.0;
  for (std::size_t k = stencil_size; k-- > 0;) {
    stencil.weights[k] *= right;
    right *= (stencil.first + static_cast<int>(k) - x) / static_cast<double>(stencil_size - k);
  }
  return stencil;
}

/// The interpolated value at x, in units of the spacing from the first entry; x at least half a stencil inside either
/// end.
inline double interpolate(const Column<double>& values, double x) {
  const Stencil stencil = stencil_at(x);
  double sum = 0.0;
  for (int k = 0; k < stencil_size; ++k) {
    sum += stencil.weights[static_cast<std::size_t>(k)] * values[stencil.first + k];
  }
  return sum;
}

}  // namespace plumbline
