#pragma once

#include "theory/plane/plane_chain_law.hpp"
#include "theory/problem/limit_spec.hpp"

namespace plumbline {

/// The law of the limit in the plane by Richardson extrapolation of the LOG density, point by point on one grid,
/// over log-uniform chains of 2^k smallest_steps steps (`exponential`, or the exponential SDE rule for noise shares
/// other than 1, which needs noise to the end, tend < 1), k = 0 .. levels - 1, assuming an error expansion in powers of
/// 1/N (claim D1). The coarser law that it carries is the extrapolation without the last level, moved four times as far
/// away, so the errors are those of the extrapolation; the error of the laws themselves, 1e-8, is below. No command
/// uses it: it is the other method beside plane_fokker_planck_law().
ResolvedPlaneLaw plane_limit_law(const GuidedPair& pair, const LimitSpec& spec, StepCount smallest_steps = {16},
                                 int levels = 5);

}  // namespace plumbline
