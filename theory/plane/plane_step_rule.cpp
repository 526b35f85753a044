#include "theory/plane/plane_step_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace plumbline {
namespace {

constexpr std::array node_counts = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, most_plane_nodes};
constexpr Eigen::Index measured_rows = 24;
constexpr double stagnation = 0.7;  // ratio of two differences above which more nodes do not help: rounding is reached

}  // namespace

PlaneRule choose_rule(const PlaneTransition& transition, const PlaneField& weights, double tolerance, int n_threads) {
  const Eigen::Index n_rows = weights.cols();
  const Eigen::Index stride = std::max<Eigen::Index>(1, n_rows / measured_rows);
  const PlaneRows rows{(n_rows - 1) % stride / 2, stride};
  double total = 0.0;
  for (Eigen::Index j = rows.first; j < n_rows; j += stride) total += weights.col(j).sum();
  PlaneField smaller(weights.rows(), n_rows);
  PlaneField larger(weights.rows(), n_rows);
  plane_hermite(transition, node_counts.front(), rows, n_threads, smaller);
  PlaneRule best;
  double last_difference = 0.0;  // none yet: the first error is a plain difference
  for (std::size_t k = 1; k < node_counts.size(); ++k) {
    plane_hermite(transition, node_counts[k], rows, n_threads, larger);
    double difference = 0.0;
    for (Eigen::Index j = rows.first; j < n_rows; j += stride) {
      difference += (weights.col(j) * (larger.col(j) - smaller.col(j)).abs()).sum() / total;
    }
    const double ratio = last_difference > 0.0 ? difference / last_difference : 1.0;
    const double error = difference * std::min(1.0, ratio);
    if (error < best.error) best = {node_counts[k], error};
    if (error <= tolerance || (k > 1 && ratio > stagnation)) break;
    last_difference = difference;
    std::swap(smaller, larger);
  }
  return best;
}

}  // namespace plumbline
