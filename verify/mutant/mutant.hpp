#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/ensemble.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/stepping_rule.hpp"

namespace plumbline {

using Steps = std::vector<Step<double>>;

/// A deliberately wrong sampler: the suite must notice. Each changes one thing; the default changes nothing and is the
/// sampler as it should be.
struct Mutant {
  std::string name;
  std::string about;
  std::function<void(GuidedPair&)> change_pair;  ///< what the sampler believes about the scores
  std::function<void(Steps&)> change_steps;      ///< its transitions
  Fault fault = Fault::none;                     ///< its random numbers and arithmetic
  /// Its step where it has another one for that scheme (wrong_rules.hpp).
  std::function<std::optional<SteppingRule>(const Scheme&)> change_rule{};
};

/// All mutants, in the order in which the mutation test runs them.
const std::vector<Mutant>& mutant_catalogue();

/// A scheme of every rule that all_schemes does not have, with parameters at which all of it shows: what claims on every
/// rule go through besides those.
const std::vector<Scheme>& tried_schemes();

/// The mutant with that name. Throws InputError listing the known names.
const Mutant& find_mutant(const std::string& name);

}  // namespace plumbline
