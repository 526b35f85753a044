#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/samples/byte_source.hpp"

namespace plumbline {

/// What stands at the head of a NumPy file (format versions 1 to 3).
struct NpyHeader {
  int n_bytes = 8;             ///< of one number: 2, 4 or 8
  bool swapped = false;        ///< the other byte order than this machine's
  bool fortran_order = false;  ///< the first index runs fastest
  std::vector<std::int64_t> shape;
  std::int64_t data_offset = 0;
};

/// Reads the head and leaves the source at the first number. Throws InputError on anything but an array of
/// floating-point numbers: an object array holds pickled code and is never touched.
NpyHeader read_npy_header(ByteSource& source);

/// `n` numbers of that form as doubles.
void npy_to_double(const NpyHeader& header, const unsigned char* bytes, std::int64_t n, double* out);

}  // namespace plumbline
