#pragma once

#include <optional>

#include "theory/base/value.hpp"
#include "theory/law/grid_choice.hpp"
#include "theory/law/resolved_law.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "theory/problem/limit_spec.hpp"

namespace plumbline {

/// The laws of a problem on the line whose scores are affine: one Gaussian p, and where p^J matters one Gaussian p^J as
/// well. Chain and limit stay Gaussian, and mean and variance are all there is to know (O7, theory/README.md, section
/// 6): what the grids of theory/law find to eleven digits is a closed form here, at any width and any number of steps.

/// N(mean, variance) with the digits that distances of nearly equal laws need.
using NormalLaw = AxisGaussian<long double>;

/// The pair with equal components taken together. `guided`: whether p^J moves anything, by guidance or as the start;
/// without that, p stands in its place, and the cost of the result is not that of `pair`. Nothing where one of the two
/// is no Gaussian on the line, where p_t has no density at t = 1, or where the cost is an arbitrary function.
std::optional<GuidedPair> affine_pair(const GuidedPair& pair, bool guided);

/// The law of Y_N by the scalar recursion in 50 digits. Precondition: `affine` is from affine_pair().
NormalLaw affine_chain(const GuidedPair& affine, const Chain& chain);

/// The law of the limit at tend: in u = log t, with s = (1 + kappa) / 2, G(y) = k y + c,
///   m' = (1/2 + s k) m + s c,  V' = (1 + 2 s k) V + kappa,
/// by the integrating factor Phi = t^(1/2 - s) V_t^(s (1 + omega)) (V^J_t)^(-s omega) on every stretch of constant guidance.
/// Throws OutOfReach where that leaves the range of long double.
NormalLaw affine_limit(const GuidedPair& affine, const LimitSpec& spec);

/// path_kl_to_limit() in closed form but for one integral in u a step; of a long chain it is read off shorter ones
/// where that can be done (laws_in_steps.hpp), to 1e-8 relative at worst.
Value affine_path_kl(const GuidedPair& affine, const Chain& chain);

/// A Gaussian law as the engines know laws, on a grid that holds it and q h^power for the powers; `pair` has the cost.
/// Exact on both resolutions: their difference is that of the sums alone.
ResolvedLaw on_grid(const NormalLaw& law, const GuidedPair& pair, Time end, const CostPowers& powers);

}  // namespace plumbline
