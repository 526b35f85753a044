#include "verify/study/require.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/base/input_error.hpp"

namespace plumbline {

void require_at_least(std::int64_t value, std::int64_t least, const std::string& what, const std::string& option) {
  if (value < least) throw InputError(fmt::format("{} {}", value, what), option, fmt::format("give {} or more", least));
}

void require_positive(double value, const std::string& what, const std::string& option) {
  if (!(value > 0.0 && std::isfinite(value))) {
    throw InputError(fmt::format("{} = {}", what, value), option, "give a number > 0");
  }
}

void require_on_line(const std::vector<Case>& cases, const std::string& study) {
  for (const Case& problem : cases) {
    if (problem.pair.dimension() == 1) continue;
    throw InputError(fmt::format("case {} has dimension {}", problem.name, problem.pair.dimension()), study,
                     "give cases of dimension 1, whose law is exact");
  }
}

void require_limit(const Scheme& scheme, const std::string& study) {
  if (!std::isnan(noise_share(scheme))) return;
  throw InputError(fmt::format("{} has another limit for every way to lay the grid", name(scheme)), study,
                   "leave it out, or ask study samplers");
}

}  // namespace plumbline
