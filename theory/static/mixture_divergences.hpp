#pragma once

#include "theory/base/quantities.hpp"
#include "theory/base/value.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// Divergences between the two marginals of a pair on the line at reverse time t: p = p_t (base), p^J = p^J_t.
/// Throws InputError unless d = 1 and both have a density at t.

/// KL(p^J, p) = Int p^J log(p^J / p). For classifier-free guidance KL(p, p(.given c)) of the papers; +infinity never
/// occurs for mixtures of positive variance.
Value kl_reweighted_to_base(const GuidedPair& pair, Time t);

/// KL(p, p^J) = Int p log(p / p^J).
Value kl_base_to_reweighted(const GuidedPair& pair, Time t);

/// TV(p, p^J) = 1/2 Int |p - p^J|: split where the densities cross (sign changes on a grid of a sixteenth of the
/// smallest standard deviation, then bracketed), and each piece in closed form by the normal distribution function.
Value tv_base_reweighted(const GuidedPair& pair, Time t);

}  // namespace plumbline
