#pragma once

#include <vector>

#include "verify/claim/claim.hpp"
#include "verify/claim/workbench.hpp"

namespace plumbline {

/// R1 and R2, which are one identity (theory/README.md, section 3): with omega = w for a cost and -w for a reward,
///   E J(Y_1^w) = E J(X_0) - Int E[ omega h_t |s_t - s^J_t|^2 (Y_t^w) ] du.
/// The left side comes from the Fokker-Planck equation, the right side from sums along exact laws of chains,
/// extrapolated in N: the two engines share the scores and nothing else. Where J has no second moment under the guided
/// law the extrapolation settles too late, and the integral runs along the Fokker-Planck solution itself: then the law
/// at the end is still one thing and the sum over all earlier times another, but a fault of the engine may reach both.
std::vector<Check> check_cost_identity(Workbench& bench);

}  // namespace plumbline
