#pragma once

#include <Eigen/Core>

#include <string>

#include "sim/statistics/histogram.hpp"
#include "theory/base/value.hpp"
#include "theory/law/grid_law.hpp"

namespace plumbline {

/// A projection direction . x of the end state x of a sampler, and its exact law on the line at two resolutions.
struct Projection {
  std::string name;           ///< "first coordinate"
  Eigen::VectorXd direction;  ///< shape (d)
  GridLaw law;
  GridLaw coarse;
  std::string how = "exact law of the chain";

  /// E (direction . x)^p; the error is the difference of the two resolutions and rounding.
  Value moment(int p) const;
  /// The variance of (direction . x)^p.
  double variance_of_power(int p) const;
  double deviation() const;
  /// The largest value of the density: how fast the distribution function moves under a small shift.
  double peak() const;
  /// Half the L1 distance of the two resolutions: an error bound of the distribution function at every point.
  double distribution_error() const;
  /// Sixteen bins between two points of the grid: few points resolve a law, and edges as far apart as they are would
  /// miss two thirds of what the Kolmogorov-Smirnov distance may reach by chance.
  HistogramGrid bins() const { return {law.y_min, law.y_max(), 16 * (static_cast<int>(law.size()) - 1)}; }
};

/// The distribution function of `law` at the edges of `grid`, shape (bins + 1): the integral of the density on the grid
/// of the law, four times refined, and cubic interpolation between its points. Error about 1e-6 of the peak at worst.
Column<double> distribution_at_edges(const GridLaw& law, const HistogramGrid& grid);

}  // namespace plumbline
