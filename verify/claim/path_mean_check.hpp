#pragma once

#include <string>

#include "theory/base/moments.hpp"
#include "verify/claim/claim.hpp"
#include "verify/claim/tier.hpp"
#include "verify/statistics/mean_check.hpp"

namespace plumbline {

/// A mean over independent paths = its exact value: by a studentised mean at the planned number of paths. In the
/// nightly tier, whose runs are looked at night after night and stopped when somebody has seen enough, by a confidence
/// sequence that holds at all numbers of paths at once; where the studentised mean itself decides nothing, nor does
/// that.
Check path_mean_check(Tier tier, std::string what, const Moments& paths, const Value& exact, const MeanRule& rule);

}  // namespace plumbline
