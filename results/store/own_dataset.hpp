#pragma once

#include <cstddef>
#include <string>

#include "results/store/hdf5.hpp"

// Files of strangers: nothing leads out of them, loads code, or asks for all memory.

namespace plumbline::hdf5 {

/// Compressed numbers may take more than the bytes of their file, but not more than this many times.
inline constexpr hsize_t kLargestExpansion = 20;

/// A file, opened for reading where it lies, or an image of one in memory; an invalid id if it is no HDF5. Filters that
/// would have to be loaded from elsewhere are not.
Id open_for_reading(const std::string& name);
Id open_image(const std::string& bytes);

/// The dataset of that name in an open file, or an invalid id. Every part of the name is a hard link, so that nothing
/// leads out of the file.
Id open_own_dataset(hid_t file, const std::string& name);

/// Whether its numbers lie in its own file: neither external nor virtual storage.
bool is_self_contained(hid_t dataset);

/// Whether a file of so many bytes can hold chunks of its size: the library takes memory for a whole one, however few
/// numbers are in it.
bool has_moderate_chunks(hid_t dataset, std::size_t n_bytes_of_file);

}  // namespace plumbline::hdf5
