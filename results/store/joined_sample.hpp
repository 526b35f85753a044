#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/store/provenance.hpp"

namespace plumbline {

/// A sample file that holds a stretch of the paths of a larger one.
struct SamplePart {
  std::string file;  ///< seen from the folder of the whole
  std::int64_t first_path = 0;
  std::int64_t n_paths = 0;
};

/// Writes a sample whose numbers stay in its parts: virtual datasets of HDF5 1.10, which every reader follows that
/// follows them at all (h5py, xarray; HDF5 looks for the parts from the folder of the file). Where a part is gone they
/// read as NaN. `parts` in the order of their paths, without gaps. OutputError as a SampleFile.
void join_sample(const std::string& path, Provenance provenance, const std::vector<SamplePart>& parts,
                 std::int64_t dimension);

}  // namespace plumbline
