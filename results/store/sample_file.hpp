#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "results/store/atomic_file.hpp"
#include "results/store/provenance.hpp"

namespace plumbline {

/// A results file of one table, `sample` [path, coordinate], written block by block as the paths are computed: chunked
/// datasets on disk, never the whole of them in memory. Otherwise what ResultFile is: the file appears whole, sealed
/// and under its name with finish(), or not at all. Failures are OutputErrors.
class SampleFile {
 public:
  /// Fails at once if `path` cannot be written. A part of a sample holds paths first_path ... first_path + n_paths - 1.
  SampleFile(const std::string& path, Provenance provenance, std::int64_t n_paths, std::int64_t dimension,
             std::int64_t first_path = 0);
  ~SampleFile();

  /// The end states of paths first_path ..., shape (d, n), and the cost or reward of each, shape (n).
  void append(std::int64_t first_path, const Eigen::MatrixXd& states, std::span<const double> cost);
  void finish();

 private:
  struct Hdf5;  ///< the open file and its datasets

  std::string path_;
  Provenance provenance_;
  std::int64_t first_path_;
  AtomicFile atomic_;
  std::unique_ptr<Hdf5> hdf5_;
};

}  // namespace plumbline
