#include "verify/statistics/multiple_testing.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace plumbline {

double union_p_value(std::span<const double> p_values) {
  if (p_values.empty()) return 1.0;
  return std::min(1.0, static_cast<double>(p_values.size()) * *std::ranges::min_element(p_values));
}

std::vector<bool> holm(std::span<const double> p_values, double alpha) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<bool> refused(p_values.size(), false);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (p_values[order[rank]] > alpha / static_cast<double>(order.size() - rank)) break;
    refused[order[rank]] = true;
  }
  return refused;
}

}  // namespace plumbline
