#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/sampling/projected_laws.hpp"

namespace plumbline {

/// Something that samplers get wrong, as an exact law of its own. One more near miss is one entry of near_misses().
struct NearMiss {
  std::string sentence;  ///< what the sampler does, after "the sampler": "guides with w + 1 where w is meant"
  SamplerLaw sampler;
};

/// What a sampler may do in place of the chain it claims to be: guidance misread, steps dropped or repeated, noise
/// wrong, scores at another time, another scheme, schedule, start or number of steps. Those of the wrong samplers of
/// verify/mutant that change the law are among them. Only entries whose law differs in description from the chain's.
std::vector<NearMiss> near_misses(const Case& problem, const Chain& chain, Schedule schedule);

}  // namespace plumbline
