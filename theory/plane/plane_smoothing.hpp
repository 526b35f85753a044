#pragma once

#include "theory/plane/plane_field.hpp"

namespace plumbline {

/// One stretch of the Ornstein-Uhlenbeck semigroup, (P f)(y) = E f(contraction y + deviation Z), Z standard normal.
struct Smoothing {
  double contraction;
  double deviation;
  int n_nodes;  ///< Gauss-Hermite nodes a direction
};

/// log P exp(log_f) on the grid `to`: one direction after the other, log_f interpolated at every node
/// (local_interpolation.hpp) and continued beyond the ends of `from`. Nothing under- or overflows while log_f changes
/// by less than 700 across the reach of the nodes. The result does not depend on n_threads.
PlaneField smoothed(const PlaneGrid& from, const PlaneField& log_f, const PlaneGrid& to, const Smoothing& smoothing,
                    int n_threads);

}  // namespace plumbline
