#pragma once

#include "theory/affine/affine_law.hpp"
#include "theory/divergence/divergence.hpp"

namespace plumbline {

/// All six distances of two Gaussian laws on the line in closed form, without cancellation where the two are nearly
/// equal. Errors are those of rounding, means and variances known to 1e-15, relative.
Divergences normal_distances(const NormalLaw& p, const NormalLaw& q);

}  // namespace plumbline
