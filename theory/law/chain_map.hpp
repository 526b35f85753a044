#pragma once

#include "theory/law/line_run.hpp"

namespace plumbline {

/// What a chain without noise does to its start, y_0 -> Y_N, in one dimension: any scheme of noise share 0, an affine
/// rule with S = 0, a rule with stages or one with a memory. Guided scores are those of the pair, each at its own time;
/// far out they are affine (H1). Throws InputError when the pair is not one-dimensional or the scheme has noise.
LineMap chain_map(const GuidedPair& pair, const Chain& chain);

/// The map of the limit of noise share 0, the flow dY = (Y + G) / 2 du, by Fehlberg 7(8) for all points together, with
/// `tolerance` a step, absolute and relative. Throws InputError when the pair is not one-dimensional.
LineMap flow_map(const GuidedPair& pair, const LimitSpec& spec, double tolerance = 1e-13);

}  // namespace plumbline
