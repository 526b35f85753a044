#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "results/table/table.hpp"
#include "theory/cases/case.hpp"
#include "verify/claim/claim.hpp"
#include "verify/claim/tier.hpp"
#include "verify/mutant/mutant.hpp"
#include "verify/statistics/verdict.hpp"
#include "verify/units/units.hpp"

namespace plumbline {

/// Which cases are put before which claims.
struct Hunt {
  std::vector<Case> corpus;  ///< first
  std::int64_t first = 1, last = 0;  ///< seeds of random cases, both included
  std::vector<Claim> claims;
  Tier tier = Tier::quick;
  Mutant mutant{};  ///< the sampler under test; the default is the true one

  /// Seeds of the random cases that are not in the corpus already.
  std::vector<Seed> seeds() const;
};

/// A claim that did not simply hold.
struct OpenClaim {
  std::string id;
  Verdict verdict = Verdict::inconclusive;
  std::string why;  ///< the worst check, and the reason
};

/// What the claims said of one case.
struct HuntedCase {
  std::string name;
  double seconds = 0.0;
  std::string slowest;           ///< the claim that took longest
  std::vector<OpenClaim> open;   ///< violated or inconclusive, in the order of the claims
  std::string error;             ///< what stopped the examination; "" if nothing did

  /// Ids of the claims with this verdict.
  std::vector<std::string> ids(Verdict verdict) const;
  /// A case that no one can be content with: a claim violated, an error, or more than six claims open.
  bool is_finding() const;
};

/// A unit a case: the corpus, then the random ones in the order of their seeds.
Units hunt_units(const Hunt& hunt);
/// The inverse of a unit's row.
HuntedCase hunted_case(const Row& row);

/// The table `random` [random_case].
Table hunt_table(const std::vector<HuntedCase>& cases);

}  // namespace plumbline
