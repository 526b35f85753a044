#pragma once

#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include "results/store/hdf5.hpp"
#include "results/store/output_error.hpp"
#include "results/store/provenance.hpp"

// The table `sample` [path, coordinate] of HDF5 files that are written piece by piece.

namespace plumbline::hdf5 {

/// Why an operation failed: the system's own word where the library's is "unable to flush".
std::string disk_reason(const Failure& failure, int system_error);

/// Runs `work`; a failure of the HDF5 library is most often one of the disk.
template <class Work>
void on_disk(const std::string& path, const Work& work) {
  try {
    const Quiet quiet;
    errno = 0;
    work();
  } catch (const Failure& failure) {
    const int error = errno;
    throw OutputError("cannot be written (" + disk_reason(failure, error) + ")", path,
                      "make room or name a file on another disk");
  }
}

/// A new file; virtual datasets need `format` H5F_LIBVER_V110.
Id create_sample_file(const std::string& path, H5F_libver_t format);
Id create_sample_group(const Id& file);

/// The datasets of the table.
struct SampleDatasets {
  Id paths, coordinates, states, cost;
};

/// How a dataset is stored: its name, type, rows, and with columns > 0 its shape (rows, columns).
struct SampleColumn {
  std::string name;
  hid_t type;
  std::int64_t rows;
  std::int64_t columns = 0;
};

/// A dataset of the table, with its labels. `properties` say how it is stored.
Id create_sample_column(const Id& group, const SampleColumn& column, const Id& properties);
/// Numbers the coordinates, and joins the datasets to their axes.
void attach_axes(const SampleDatasets& datasets, std::int64_t dimension);

/// Rows first ... first + n - 1 of a dataset of one or more columns.
void write_rows(const Id& dataset, hid_t type, std::int64_t first, std::int64_t n, const void* values);
/// first, first + 1, ...
std::vector<std::int64_t> numbers_from(std::int64_t first, std::int64_t n);

/// The attributes of group and file, last of all.
void write_sample_attributes(const Id& file, const Id& group, const Provenance& provenance);

}  // namespace plumbline::hdf5
