#pragma once

#include "theory/plane/plane_law.hpp"

namespace plumbline {

/// Smooth functions on a grid as tables, x along the columns; shape (n_x, n_y).
using PlaneField = Eigen::ArrayXXd;

/// The field with n more points before and after, in both directions, continued as parabolas (straight lines where a
/// parabola would grow without bound): along x, then along y. Exact where the field is quadratic, as the logarithm of a
/// density is far out. Needs 9 points in either direction.
PlaneField continued(const PlaneField& values, Eigen::Index n);

/// Values on another grid by tensor-product interpolation of order h^16 (local_interpolation.hpp), continued beyond the
/// ends. Meant for LOG densities. The result does not depend on `n_threads`.
PlaneField resampled(const PlaneGrid& from, const PlaneField& values, const PlaneGrid& to, int n_threads);

/// The same law on another grid.
PlaneLaw on_grid(const PlaneLaw& law, const PlaneGrid& grid, int n_threads = 1);

/// The weighted mean of |f - its interpolation at twice the spacing|, the larger one of both directions, over 2^16: the
/// error of interpolating f midway between points, once it falls with the order of the stencil. Weights have the shape
/// of f, >= 0, and need not be normalised.
double interpolation_error(const PlaneField& f, const PlaneField& weights);

}  // namespace plumbline
