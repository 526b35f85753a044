#pragma once

#include "theory/integrability/integrability.hpp"

namespace plumbline {

/// E[h_{t_N}(Y_N)^q] of a chain without noise, by any rule, with stages or a memory too: far out the rule is linear in
/// its start, Y_N = M Y_0, and the tail covariance is M V_0 M^T. Any d whenever one component is widest in every
/// direction. Precondition: no step draws a normal. Throws InputError when the data law is singular at t_N.
Integrability map_integrability(const GuidedPair& pair, const Chain& chain, double q = 1.0);

}  // namespace plumbline
