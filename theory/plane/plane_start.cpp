#include "theory/plane/plane_start.hpp"

#include <cmath>
#include <numbers>

namespace plumbline {
namespace {

/// log N(0, variance I).
Eigen::ArrayXd log_noise_density(const PlaneGrid& grid, double variance) {
  return -0.5 / variance * (grid.xs().square() + grid.ys().square()) - std::log(2.0 * std::numbers::pi * variance);
}

}  // namespace

Eigen::ArrayXd log_start_ratio(const GuidedPair& pair, Start start, Time t0, const PlaneGrid& grid,
                               const PlaneFields& fields) {
  if (const auto variance = noise_start_variance(start, t0)) {
    return log_noise_density(grid, *variance) - fields.log_density;
  }
  if (start == Start::reweighted) return fields.log_h - std::log(pair.expected);
  return Eigen::ArrayXd::Zero(grid.size());
}

Eigen::ArrayXd log_start_density(const GuidedPair& pair, Start start, Time t0, const PlaneGrid& grid,
                                 const PlaneFields& fields) {
  if (const auto variance = noise_start_variance(start, t0)) return log_noise_density(grid, *variance);
  return fields.log_density + log_start_ratio(pair, start, t0, grid, fields);
}

}  // namespace plumbline
