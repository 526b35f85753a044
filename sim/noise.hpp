#pragma once

#include <Eigen/Core>

#include <cstdint>

#include "sim/memory/aligned_array.hpp"
#include "theory/base/quantities.hpp"

namespace plumbline {

/// Deliberately wrong random numbers, to show that the checks would catch them. `none` costs nothing.
enum class Fault {
  none,
  reused_numbers,   ///< every step draws the numbers of step 0
  repeated_blocks,  ///< the path counter wraps at a block: all blocks are the same paths
  float_state       ///< the state is rounded to float after every step
};

/// Where all random numbers of a run come from: normals Z[path, step, j] and uniforms U[path], each a function of its
/// indices alone.
///
/// Normals 2q and 2q + 1 of a path (counted over steps and coordinates, index = step d + j) are the Box-Muller pair of
/// Philox4x32-10 with counter (path, stream, q, 0) and key = seed; the start of a path has the counters (path, stream,
/// q, 1) for its normals and (path, stream, 0, 2) for its uniform. Hence paths < 2^32 a stream and steps d < 2^33.
struct NoiseSource {
  Seed seed{};
  std::uint32_t stream = 0;
  Fault fault = Fault::none;
};

/// The normals of every step of a block of paths. In an odd dimension a Box-Muller pair spans two steps, so two steps
/// are drawn at once.
class NoiseWindow {
 public:
  /// For paths first_path ... first_path + n_paths - 1; n_paths is a multiple of 32, at most paths_per_block.
  NoiseWindow(const NoiseSource& source, std::int64_t first_path, std::int64_t n_paths, Eigen::Index dimension);

  /// Z[first_path + i, step, j] at [j * paths_per_block + i]. Valid until the next call.
  const double* at(std::int64_t step);

 private:
  NoiseSource source_;
  std::int64_t first_path_;
  std::int64_t n_paths_;
  Eigen::Index dimension_;
  std::int64_t steps_at_once_;
  std::int64_t drawn_ = -1;  ///< the stretch of steps that z_ holds
  AlignedArray z_;
};

/// The normals of the start of a block, independent of those of every step; shape (paths_per_block, dimension).
Eigen::ArrayXXd start_normals(const NoiseSource& source, std::int64_t first_path, Eigen::Index dimension);
/// U[path] in (0, 1), independent of all normals.
double start_uniform(const NoiseSource& source, std::int64_t path);

}  // namespace plumbline
