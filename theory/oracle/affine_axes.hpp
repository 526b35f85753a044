#pragma once

#include <vector>

#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// A pair of two single Gaussians with commuting covariances: along each common axis base N(m, v), reweighted N(m^J,
/// v^J), so that both scores are affine and everything stays Gaussian (claims O6 and O7).
struct AffineAxis {
  double mean;
  double variance;
  double reweighted_mean;
  double reweighted_variance;
};

/// Whether a pair is such: one component carries all base weight, one all reweighted weight, and their covariances have
/// common axes (always so for a cost exp(a.x), or when one of them is isotropic).
bool has_affine_scores(const GuidedPair& pair);

/// The d axes of the pair. Throws InputError unless has_affine_scores(pair).
std::vector<AffineAxis> affine_axes(const GuidedPair& pair);

}  // namespace plumbline
