#include "verify/claim/tier.hpp"

#include "theory/base/names.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<Tier>, 3> tier_names = {{
    {Tier::quick, "quick"},
    {Tier::full, "full"},
    {Tier::nightly, "nightly"},
}};

}  // namespace

std::string_view name(Tier tier) { return name_of(tier, tier_names); }
Tier tier_from_name(std::string_view text) { return from_name(text, tier_names, "tier"); }

}  // namespace plumbline
