#pragma once

#include <Eigen/Core>

#include <cstdint>

#include "sim/memory/aligned_array.hpp"

namespace plumbline {

/// Paths are computed in fixed blocks of this many; a block is the unit of work and of reduction.
inline constexpr std::int64_t paths_per_block = 1024;

/// The states of up to paths_per_block consecutive paths. Column j holds coordinate j of all of them; rows beyond
/// size() are there so that kernels may work on whole vectors, and are never read by anybody else.
class PathBlock {
 public:
  PathBlock() = default;
  PathBlock(Eigen::Index dimension, std::int64_t first_path, std::int64_t n_paths)
      : first_path_(first_path), n_paths_(n_paths), y_(paths_per_block, dimension) {}

  std::int64_t first_path() const { return first_path_; }
  std::int64_t size() const { return n_paths_; }
  Eigen::Index dimension() const { return y_.cols(); }

  double at(Eigen::Index j, std::int64_t i) const { return y()(i, j); }
  /// All states, shape (paths_per_block, d).
  Eigen::Map<Eigen::ArrayXXd> y() { return y_.array(); }
  Eigen::Map<const Eigen::ArrayXXd> y() const { return y_.array(); }
  /// The states as columns, shape (d, size()).
  Eigen::MatrixXd states() const { return y().topRows(n_paths_).transpose(); }

 private:
  std::int64_t first_path_ = 0;
  std::int64_t n_paths_ = 0;
  AlignedArray y_;
};

}  // namespace plumbline
