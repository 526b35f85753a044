#include "verify/study/steps_for.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace plumbline {
namespace {

struct Crossing {
  double n;
  double slope;  ///< of log error against log N, negative
};

/// Where the line in log-log through both points passes the target; in the middle where one side is infinite or 0.
Crossing crossing(const ErrorSizes::value_type& above, const ErrorSizes::value_type& below, double target) {
  const auto n_above = static_cast<double>(above.first);
  const auto n_below = static_cast<double>(below.first);
  const double length = std::log(n_below / n_above);
  const double slope = std::log(below.second.value / above.second.value) / length;
  if (!std::isfinite(slope)) return {std::sqrt(n_above * n_below), slope};
  return {n_above * std::exp(std::log(target / above.second.value) / slope), slope};
}

}  // namespace

Value steps_for(ErrorSizes sizes, double target, const std::function<Value(std::int64_t)>& refine) {
  constexpr int most_refinements = 12;
  constexpr double settled = 1e-3;
  double last = std::numeric_limits<double>::infinity();
  for (int i = 0;; ++i) {
    const auto above =
        std::find_if(sizes.rbegin(), sizes.rend(), [&](const auto& size) { return size.second.value > target; });
    if (above == sizes.rbegin()) return Value::none("not reached");
    if (above == sizes.rend()) return {static_cast<double>(sizes.begin()->first), 0.0, "at the fewest steps"};
    const auto below = above.base();  // the next larger N
    const auto [n, slope] = crossing(*above, *below, target);
    const double moved = std::abs(n - last);
    const bool adjacent = below->first - above->first <= 1;
    if (!refine || adjacent || moved < settled * n || i == most_refinements) {
      const double of_sizes = n * std::abs(below->second.error / (below->second.value * slope));
      const double of_line = !refine ? 0.0 : std::min(moved, static_cast<double>(below->first - above->first));
      return {n, of_sizes + of_line, refine ? "exact laws" : "coupled paths"};
    }
    const std::int64_t whole = std::clamp<std::int64_t>(std::llround(n), above->first + 1, below->first - 1);
    sizes[whole] = refine(whole);
    last = n;
  }
}

}  // namespace plumbline
