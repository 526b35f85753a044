#pragma once

#include "theory/plane/plane_chain_law.hpp"

namespace plumbline {

/// The law of a chain (27) in the plane whose guided score is wrong, and the two sums of E1 along it, by quadrature.
struct ImperfectPlaneLaw {
  ResolvedPlaneLaw law;
  Value size;     ///< eps = ((1/N) Sum_n E |Ghat_n - G_n|^2)^(1/2)
  Value path_kl;  ///< (1/2) Sum_n (B_n/S_n)^2 E |Ghat_n - G_n|^2
};

/// options.error is replaced by `error`, which must be smooth, and options.on_step is not read. Errors as those of
/// plane_chain_law().
ImperfectPlaneLaw imperfect_plane_law(const GuidedPair& pair, const Chain& chain, const GuidedScoreError& error,
                                      PlaneLawOptions options = {});

}  // namespace plumbline
