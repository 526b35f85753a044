#pragma once

#include <string_view>

namespace plumbline {

/// How much a run of the suite spends.
enum class Tier {
  quick,   ///< every commit: about a minute
  full,    ///< before a release: about ten minutes, wider ranges of N, w and t
  nightly  ///< full, with rotating seeds and anytime-valid intervals
};

std::string_view name(Tier tier);
/// Throws InputError for an unknown name, listing the known ones.
Tier tier_from_name(std::string_view name);

}  // namespace plumbline
