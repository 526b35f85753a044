#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/store/hdf5.hpp"
#include "results/table/table.hpp"

// Reading datasets of files from strangers: nothing is followed out of the file, and nothing asks for all memory.

namespace plumbline::hdf5 {

/// Something in the file is missing or not of its kind: the end of the sentence "... is missing or not of its kind".
struct Missing {
  std::string what;
};

/// There is not memory enough to read the file.
struct OutOfMemory {};

/// Throws OutOfMemory if the last call of the HDF5 library failed for want of memory, else Missing.
[[noreturn]] void missing(const std::string& what);

/// Opens a group or a dataset that stands in `parent` itself; Missing for links of any other kind than a hard one
/// (soft and external links may lead out of the file), and for datasets whose numbers stand in other files.
Id open_group(hid_t parent, const std::string& name, const std::string& where);
Id open_dataset(hid_t parent, const std::string& name, const std::string& where);

/// Sizes of the dimensions of a dataset.
std::vector<hsize_t> extents_of(hid_t dataset, const std::string& where);

/// Reads columns until their bytes together are more than a file could hold: compressed data may be larger than the
/// file, but not by this much, while a damaged shape or many pointers to one long text can ask for any amount.
class ColumnReader {
 public:
  explicit ColumnReader(std::size_t n_bytes_of_file);
  /// The numbers or texts of a dataset of these extents; Missing if they are not of a kind that a table has.
  Values read(hid_t dataset, const std::vector<hsize_t>& extents, const std::string& where);

 private:
  void spend(hsize_t n_values, hsize_t size, const std::string& what);
  std::vector<std::string> fixed_strings(hid_t dataset, hsize_t n, const std::string& where) const;
  std::vector<std::string> variable_strings(hid_t dataset, hsize_t n, const std::string& where);

  std::size_t n_bytes_of_file_;
  hsize_t bytes_left_;
};

}  // namespace plumbline::hdf5
