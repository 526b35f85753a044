#pragma once

#include "theory/plane/plane_field.hpp"

namespace plumbline {

/// One narrow transition of (27) on a padded grid: q'(y') = Int q(y) N(y'; y + delta(y), S^2 I) dy, with
/// delta = (A - 1) y + B G and d = delta / S. All fields have `pad` more points than the result on every side.
struct PlaneTransition {
  PlaneField tilted;    ///< log q - |d|^2 / 2
  PlaneField d_x, d_y;  ///< delta / S
  double S_over_h = 0.0;
  Eigen::Index pad = 0;
};

/// Every `stride`-th row of the result, from `first` on.
struct PlaneRows {
  Eigen::Index first = 0;
  Eigen::Index stride = 1;
};

/// Padding that a rule of n_nodes asks for.
Eigen::Index hermite_padding(int n_nodes, double S_over_h);

/// log q' by the tensor-product Gauss-Hermite rule, as hermite_step() on the line and without inverting the step map:
///
///   q'(y') = E[ exp( tilted(y' + S z) - z . d(y' + S z) ) ],  z ~ N(0, I),
///
/// the fields at the nodes from one stencil of order 16 a direction. Everything is positive and in the log domain, so
/// tails keep their relative accuracy. Cost a point n_nodes^2 (33 multiplications and an exponential). Rows that are
/// not asked for are left alone; `next` has the shape of the result. The result does not depend on n_threads.
void plane_hermite(const PlaneTransition& transition, int n_nodes, const PlaneRows& rows, int n_threads,
                   PlaneField& next);

}  // namespace plumbline
