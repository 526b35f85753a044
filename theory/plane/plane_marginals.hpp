#pragma once

#include "theory/law/grid_law.hpp"
#include "theory/plane/plane_law.hpp"

namespace plumbline {

/// Laws of one coordinate, and of a projection, of a law on the plane: sums over its grid, which converge as fast as
/// its other integrals. Like the density of the plane they keep relative accuracy in the tails.
GridLaw marginal_x(const PlaneLaw& law);
GridLaw marginal_y(const PlaneLaw& law);
/// Of (x + y) / sqrt(2), on a grid of spacing h / sqrt(2).
GridLaw marginal_diagonal(const PlaneLaw& law);

}  // namespace plumbline
