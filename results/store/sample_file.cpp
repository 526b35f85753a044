#include "results/store/sample_file.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include "results/store/hdf5_layout.hpp"
#include "results/store/sample_layout.hpp"
#include "results/store/seal.hpp"

namespace plumbline {
namespace {

using hdf5::Id;

/// Few enough chunks that their index, which the HDF5 library keeps in memory, is small for any number of rows.
std::int64_t rows_a_chunk(std::int64_t rows) {
  constexpr std::int64_t fewest = 16384;
  constexpr std::int64_t most_chunks = 1024;
  return std::min(rows, std::max(fewest, (rows + most_chunks - 1) / most_chunks));
}

/// A chunked dataset.
Id create_chunked(const Id& group, const hdf5::SampleColumn& column) {
  const hsize_t chunk[2] = {static_cast<hsize_t>(rows_a_chunk(column.rows)), static_cast<hsize_t>(column.columns)};
  const Id properties = hdf5::without_times(H5P_DATASET_CREATE);
  hdf5::require_ok(H5Pset_chunk(properties.get(), column.columns > 0 ? 2 : 1, chunk));
  return hdf5::create_sample_column(group, column, properties);
}

}  // namespace

struct SampleFile::Hdf5 {
  Hdf5(const std::string& path, std::int64_t n_paths, std::int64_t dimension)
      : file(hdf5::create_sample_file(path, H5F_LIBVER_V18)),
        group(hdf5::create_sample_group(file)),
        data{create_chunked(group, {"path", H5T_STD_I64LE, n_paths}),
             create_chunked(group, {"coordinate", H5T_STD_I64LE, dimension}),
             create_chunked(group, {"end_state", H5T_IEEE_F64LE, n_paths, dimension}),
             create_chunked(group, {"cost", H5T_IEEE_F64LE, n_paths})} {
    hdf5::attach_axes(data, dimension);
  }

  Id file, group;
  hdf5::SampleDatasets data;
};

SampleFile::SampleFile(const std::string& path, Provenance provenance, std::int64_t n_paths, std::int64_t dimension,
                       std::int64_t first_path)
    : path_(path), provenance_(std::move(provenance)), first_path_(first_path), atomic_(path) {
  hdf5::on_disk(path_, [&] { hdf5_ = std::make_unique<Hdf5>(atomic_.temporary_path(), n_paths, dimension); });
}

SampleFile::~SampleFile() {
  const hdf5::Quiet quiet;  // after a failure, closing fails as well
  hdf5_.reset();
}

void SampleFile::append(std::int64_t first_path, const Eigen::MatrixXd& states, std::span<const double> cost) {
  hdf5::on_disk(path_, [&] {
    const std::int64_t n = states.cols();
    const std::int64_t row = first_path - first_path_;
    hdf5::write_rows(hdf5_->data.paths, H5T_NATIVE_INT64, row, n, hdf5::numbers_from(first_path, n).data());
    hdf5::write_rows(hdf5_->data.states, H5T_NATIVE_DOUBLE, row, n, states.data());
    hdf5::write_rows(hdf5_->data.cost, H5T_NATIVE_DOUBLE, row, n, cost.data());
  });
}

void SampleFile::finish() {
  if (!provenance_.start.empty() && provenance_.end.empty()) provenance_.end = utc_now();
  hdf5::on_disk(path_, [&] {
    hdf5::write_sample_attributes(hdf5_->file, hdf5_->group, provenance_);
    hdf5_.reset();
  });
  std::ifstream whole(atomic_.temporary_path(), std::ios::binary);
  if (!whole) throw OutputError("cannot be read back", path_, "name a file on another disk");
  atomic_.commit(seal_of(whole));
}

}  // namespace plumbline
