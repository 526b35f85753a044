#include "theory/problem/limit_spec.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"

namespace plumbline {

LimitSpec limit_spec(const Chain& chain) {
  if (std::isnan(noise_share(chain.scheme))) {
    throw OutOfReach(Unreached::no_value,
                     fmt::format("{} has another limit for every way to lay the grid", name(chain.scheme)), "limit",
                     "compare expectations, or two numbers of steps");
  }
  return {chain.grid.first(), chain.grid.last(), chain.guidance, chain.start, noise_share(chain.scheme)};
}

void require_ordered_times(const LimitSpec& spec, const std::string& where) {
  if (0.0 < spec.t0.value && spec.t0.value < spec.tend.value && spec.tend.value <= 1.0) return;
  throw InputError(fmt::format("t0 = {} and tend = {}", spec.t0.value, spec.tend.value), where,
                   "choose 0 < t0 < tend <= 1");
}

std::vector<Stretch> stretches(const GuidedPair& pair, const LimitSpec& spec) {
  std::vector<double> stops{spec.t0.value};
  for (const Time edge : {spec.guidance.from, spec.guidance.to}) {
    if (spec.t0 < edge && edge < spec.tend) stops.push_back(edge.value);
  }
  stops.push_back(spec.tend.value);
  std::vector<Stretch> result;
  for (std::size_t i = 1; i < stops.size(); ++i) {
    if (stops[i - 1] >= stops[i]) continue;
    const double middle = std::sqrt(stops[i - 1] * stops[i]);
    result.push_back({stops[i - 1], stops[i], pair.omega(spec.guidance.at(middle))});
  }
  return result;
}

}  // namespace plumbline
