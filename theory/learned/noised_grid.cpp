#include "theory/learned/noised_grid.hpp"

#include <algorithm>
#include <cmath>

namespace plumbline {

LineGrid noised_grid(const LineScores<double>& scores, double t, double per_deviation) {
  double low = 0.0;
  double high = 0.0;
  double narrowest = 1.0;
  for (const auto& [mean, variance] : scores.noised_components(t)) {
    low = std::min(low, mean - 10.0 * std::sqrt(variance));
    high = std::max(high, mean + 10.0 * std::sqrt(variance));
    narrowest = std::min(narrowest, variance);
  }
  const double spacing = std::sqrt(narrowest) / per_deviation;
  return {low, spacing, static_cast<Eigen::Index>((high - low) / spacing) + 1};
}

Column<double> noised_weights(const NoisedScores<double>& scores, double spacing, Learned which) {
  if (which == Learned::base) return spacing * scores.log_density.exp();
  return spacing * (scores.log_density + scores.log_h).exp();
}

}  // namespace plumbline
