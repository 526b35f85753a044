#pragma once

#include <optional>

#include "theory/problem/stepping_rule.hpp"

namespace plumbline {

// Rules with one thing wrong, each for schemes of its own rule alone, none for others; what is wrong stands in the
// catalogue of mutants.

std::optional<SteppingRule> ddim_eta_for_its_square(const Scheme& scheme);
std::optional<SteppingRule> ancestral_whole_step(const Scheme& scheme);
std::optional<SteppingRule> exponential_sde_flow_data(const Scheme& scheme);
std::optional<SteppingRule> ddpm_large_is_small(const Scheme& scheme);
std::optional<SteppingRule> ddpm_small_is_large(const Scheme& scheme);
std::optional<SteppingRule> heun_old_level(const Scheme& scheme);
std::optional<SteppingRule> churn_deviation(const Scheme& scheme);
std::optional<SteppingRule> multistep_wrong_ratio(const Scheme& scheme);
std::optional<SteppingRule> sde_multistep_flow_data(const Scheme& scheme);
std::optional<SteppingRule> sde_independent_noises(const Scheme& scheme);

}  // namespace plumbline
