#pragma once

#include "theory/base/quantities.hpp"
#include "theory/base/value.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// O1, the power identity (theory/README.md, section 6): for the limit (26) under constant guidance from the exact
/// start
///   E[h_t(Y_t)^(1 + 2 omega)] = E[h_{t0}(Y_{t0})^(1 + 2 omega)]   for every t >= t0,
/// omega = w for a cost and -w for a reward, when that power is a true martingale (J bounded above and below); the left
/// side is never larger. As t0 -> 0 the right side tends to (E J)^(1 + 2 omega).
///
/// This is the right side, by quadrature; +infinity where the moment is infinite. 1-D pairs.
Value power_identity(const GuidedPair& pair, GuidanceScale w, Time t0);

/// The power 1 + 2 omega of the identity.
double invariant_power(const GuidedPair& pair, GuidanceScale w);

/// O2: how E[h_t(Y_t)^q] moves with t. Its derivative in u = log t is
///   (q / 2) (q - 1 - 2 omega) E[ h_t^q |s_t - s^J_t|^2 ],
/// so the sign is that of q (q - 1 - 2 omega), also locally in t when guidance depends on t.
enum class Trend { decreasing, constant, increasing };
Trend power_trend(const GuidedPair& pair, GuidanceScale w, double q);

}  // namespace plumbline
