#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <memory>
#include <string>

namespace plumbline {

/// Rows of somebody's samples, a block at a time, so that memory does not grow with their number.
class SampleReader {
 public:
  virtual ~SampleReader() = default;
  /// The next rows as columns, shape (d, n); n = 0 at the end. Throws InputError on input that cannot be read, and on
  /// rows that are not finite, with the number of the first.
  virtual Eigen::MatrixXd next() = 0;
};

/// Where samples are, and in which form.
struct SampleSource {
  std::string path;     ///< a file, or "-" for standard input
  std::string format;   ///< npy, npz, csv, h5 or raw; empty: by the ending of the path, raw for "-"
  std::string dataset;  ///< of an HDF5 file or archive; empty: the only array in one or two dimensions, or ours
};

/// Opens samples on R^d; `row_is` says in messages why a row has d numbers: "case triad has d = 2". Forms:
///
///   npy   a NumPy array (n, d), on the line also (n); float16 to float64, either byte order, C or Fortran order
///
///   npz   the same in an archive of numpy.savez or savez_compressed, below 4 GiB, its checksum held against it first
///
///   csv   d numbers a line, by commas, semicolons, tabs or blanks; '#' starts a comment, a line of names may come first
///
///   h5    a dataset (n, d) or, on the line, (n)
///
///   raw   rows of d doubles as this machine has them in memory, nothing else
///
/// Throws InputError on anything else: object arrays, pickles, other shapes, truncated files, folders and devices.
std::unique_ptr<SampleReader> open_samples(const SampleSource& source, Eigen::Index d, const std::string& row_is);

/// Rows read at a time.
inline constexpr std::int64_t rows_a_block = 1 << 14;

}  // namespace plumbline
