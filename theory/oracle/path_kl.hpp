#pragma once

#include "theory/base/quantities.hpp"
#include "theory/base/value.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// O5 (theory/README.md, section 6): the KL divergence of the guided path law of (26) from the unguided one, both from
/// the exact start at t0, under constant guidance,
///   KL(P^w, P^0) = (w^2 / 2) Int (1/t) E |s_t - s^J_t|^2(Y_t^w) dt
///                = omega^2 / (2 omega + 1) ( E log h_{t0}(Y_{t0}) - E log J(Y_1^w) ),   omega != -1/2,
/// omega = w for a cost, -w for a reward. At omega = -1/2 the bracket is 0 and nothing can be said this way.

/// E log h_{t0} under p_{t0}, by quadrature; 1-D pairs.
Value expected_log_h(const GuidedPair& pair, Time t0);

/// The path KL from the law at the end: `end_log_cost` is E log h_t(Y_t^w) at the last time, from the 1-D engine.
/// Precondition: omega != -1/2.
Value path_kl(const GuidedPair& pair, GuidanceScale w, Time t0, const Value& end_log_cost);

}  // namespace plumbline
