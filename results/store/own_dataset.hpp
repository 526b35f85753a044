#pragma once

#include <string>

#include "results/store/hdf5.hpp"

namespace plumbline::hdf5 {

/// The dataset of that name in an open file of a stranger's, or an invalid id. Every part of the name is a hard link,
/// so that nothing leads out of the file.
Id open_own_dataset(hid_t file, const std::string& name);

/// Whether its numbers lie in its own file: neither external nor virtual storage.
bool is_self_contained(hid_t dataset);

}  // namespace plumbline::hdf5
