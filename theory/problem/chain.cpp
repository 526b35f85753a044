#include "theory/problem/chain.hpp"

#include <fmt/format.h>

#include "theory/base/input_error.hpp"
#include "theory/base/names.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<Start>, 3> start_names = {{
    {Start::exact, "exact"},
    {Start::gaussian, "gaussian"},
    {Start::reweighted, "reweighted"},
}};

}  // namespace

std::string_view name(Start start) { return name_of(start, start_names); }
Start start_from_name(std::string_view text) { return from_name(text, start_names, "start"); }

void require_noise(std::span<const Step<double>> steps, const std::string& who) {
  for (std::size_t n = 0; n < steps.size(); ++n) {
    if (steps[n].S > 0.0) continue;
    throw InputError(fmt::format("step {} of {} has no noise (S = 0)", n + 1, steps.size()), who,
                     "choose a scheme with noise, or end before t = 1");
  }
}

}  // namespace plumbline
