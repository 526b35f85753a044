#pragma once

#include <Eigen/Core>

#include <cmath>
#include <cstdint>

#include "sim/noise.hpp"

namespace plumbline {

/// What the schemes need of a Brownian path over one step of length D of the clock u = log t, from u_0 to u_1; each of
/// shape (paths_per_block, d):
///   shift  = B(u_1) - B(u_0)                          variance D: PathNoise::increment
///   area   = Int (B(u) - B(u_0)) du                   variance D^3/3: the reference
///   growth = Int exp((u_1 - u)/2) dB_u                variance exp(D) - 1: PathNoise::growth
struct Increments {
  double length = 0.0;  ///< D
  Eigen::ArrayXXd shift;
  Eigen::ArrayXXd area;
  Eigen::ArrayXXd growth;

  /// Continues over the following step: exact sub-step sums, with the weights that each integral calls for.
  void append(const Increments& next) {
    if (length == 0.0) {
      *this = next;
      return;
    }
    area += next.length * shift + next.area;
    shift += next.shift;
    growth = std::exp(0.5 * next.length) * growth + next.growth;
    length += next.length;
  }
};

/// A block's Brownian paths on any grid of the clock u, step after step.
class BrownianPath {
 public:
  BrownianPath(const NoiseSource& source, std::int64_t first_path, std::int64_t n_paths, Eigen::Index dimension)
      : dimension_(dimension), noise_(source, first_path, n_paths, 3 * dimension) {}

  /// The increments over step `step`, of length D, from three normals a coordinate. Shift and area have their exact
  /// joint law; growth is its exact projection on them plus a rest of variance D^5/11520, the first term of a series in
  /// D (keep D < 0.1).
  void draw(std::int64_t step, double D, Increments& increments);

 private:
  Eigen::Index dimension_;
  NoiseWindow noise_;
};

}  // namespace plumbline
