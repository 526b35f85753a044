#pragma once

#include <Eigen/Core>

#include "theory/plane/plane_law.hpp"
#include "theory/plane/plane_scores.hpp"
#include "theory/problem/chain.hpp"

namespace plumbline {

/// The law of Y_0 on a grid in the plane, as logarithms; all of shape (n_x n_y), x fastest. `fields` are those of the
/// pair at t0 at the points of the grid.

/// log of the start's density over p_{t0}: 0 for the exact start, log h_{t0} - log E J for the reweighted one,
/// log N(0, variance I) - log p_{t0} for noise. It is as small as the two laws are near, where the difference of their
/// logarithms would keep the rounding of either.
Eigen::ArrayXd log_start_ratio(const GuidedPair& pair, Start start, Time t0, const PlaneGrid& grid,
                               const PlaneFields& fields);

/// log of the start's density.
Eigen::ArrayXd log_start_density(const GuidedPair& pair, Start start, Time t0, const PlaneGrid& grid,
                                 const PlaneFields& fields);

}  // namespace plumbline
