#include "results/store/sample_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <numeric>
#include <system_error>
#include <utility>
#include <vector>

#include "results/store/hdf5_layout.hpp"
#include "results/store/output_error.hpp"
#include "results/store/seal.hpp"

namespace plumbline {
namespace {

using hdf5::Id;
using hdf5::require;
using hdf5::require_ok;

/// Few enough chunks that their index, which the HDF5 library keeps in memory, is small for any number of rows.
std::int64_t rows_a_chunk(std::int64_t rows) {
  constexpr std::int64_t fewest = 16384;
  constexpr std::int64_t most_chunks = 1024;
  return std::min(rows, std::max(fewest, (rows + most_chunks - 1) / most_chunks));
}

/// The system's own message, where a message of the HDF5 library quotes one; it stands among times and addresses.
std::string reason_in(const std::string& what) {
  const std::string quote = "error message = '";
  const std::size_t begin = what.find(quote);
  if (begin == what.npos) return what;
  const std::size_t from = begin + quote.size();
  return what.substr(from, what.find('\'', from) - from);
}

/// Runs `work`; a failure of the HDF5 library is most often one of the disk.
template <class Work>
void on_disk(const std::string& path, const Work& work) {
  try {
    const hdf5::Quiet quiet;
    errno = 0;
    work();
  } catch (const hdf5::Failure& failure) {
    // the system's own word where the library's is "unable to flush"
    const int error = errno;
    const bool known = error == ENOSPC || error == EFBIG || error == EDQUOT || error == EIO;
    const std::string reason = known ? std::generic_category().message(error) : reason_in(failure.what);
    throw OutputError("cannot be written (" + reason + ")", path,
                      "make room or name a file on another disk");
  }
}

/// Rows first ... first + n - 1 of a dataset of one or more columns.
void write_rows(const Id& dataset, hid_t type, std::int64_t first, std::int64_t n, const void* values) {
  const Id space(require(H5Dget_space(dataset.get())), H5Sclose);
  hsize_t extents[2] = {1, 1};
  const int rank = H5Sget_simple_extent_dims(space.get(), extents, nullptr);
  require_ok(rank < 0 ? -1 : 0);
  const hsize_t start[2] = {static_cast<hsize_t>(first), 0};
  const hsize_t count[2] = {static_cast<hsize_t>(n), extents[1]};
  require_ok(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr));
  const Id memory(require(H5Screate_simple(rank, count, nullptr)), H5Sclose);
  require_ok(H5Dwrite(dataset.get(), type, memory.get(), space.get(), H5P_DEFAULT, values));
}

std::vector<std::int64_t> numbers_from(std::int64_t first, std::int64_t n) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(n));
  std::iota(numbers.begin(), numbers.end(), first);
  return numbers;
}

/// A chunked dataset with one value a row, or, with columns > 0, of shape (rows, columns).
Id create_dataset(const Id& group, const std::string& name, hid_t type, std::int64_t rows, std::int64_t columns,
                  const std::string& long_name) {
  const int rank = columns > 0 ? 2 : 1;
  const hsize_t extents[2] = {static_cast<hsize_t>(rows), static_cast<hsize_t>(columns)};
  const hsize_t chunk[2] = {static_cast<hsize_t>(rows_a_chunk(rows)), extents[1]};
  const Id space(require(H5Screate_simple(rank, extents, nullptr)), H5Sclose);
  const Id properties = hdf5::without_times(H5P_DATASET_CREATE);
  require_ok(H5Pset_chunk(properties.get(), rank, chunk));
  Id dataset(
      require(H5Dcreate2(group.get(), name.c_str(), type, space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT)),
      H5Dclose);
  hdf5::write_labels(dataset.get(), "1", long_name);
  return dataset;
}

Id create_file(const std::string& path) {
  const Id access(require(H5Pcreate(H5P_FILE_ACCESS)), H5Pclose);
  require_ok(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18));
  // the default driver asks for the real path of the file, and a nameless one has none
  require_ok(H5Pset_fapl_stdio(access.get()));
  const Id creation = hdf5::ordered_without_times(H5P_FILE_CREATE);
  return {require(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get())), H5Fclose};
}

Id create_group(const Id& file) {
  const Id properties = hdf5::ordered_without_times(H5P_GROUP_CREATE);
  return {require(H5Gcreate2(file.get(), "sample", H5P_DEFAULT, properties.get(), H5P_DEFAULT)), H5Gclose};
}

}  // namespace

struct SampleFile::Hdf5 {
  Hdf5(const std::string& path, std::int64_t n_paths, std::int64_t dimension)
      : file(create_file(path)),
        group(create_group(file)),
        paths(create_dataset(group, "path", H5T_STD_I64LE, n_paths, 0, "number of the path")),
        coordinates(create_dataset(group, "coordinate", H5T_STD_I64LE, dimension, 0, "coordinate of the state")),
        states(create_dataset(group, "end_state", H5T_IEEE_F64LE, n_paths, dimension, "state at the end of the path")),
        cost(create_dataset(group, "cost", H5T_IEEE_F64LE, n_paths, 0,
                            "J at the end state; 1/p(c given state) for classifier-free guidance")) {
    write_rows(coordinates, H5T_NATIVE_INT64, 0, dimension, numbers_from(0, dimension).data());
    require_ok(H5DSset_scale(paths.get(), "path"));
    require_ok(H5DSset_scale(coordinates.get(), "coordinate"));
    require_ok(H5DSattach_scale(states.get(), paths.get(), 0));
    require_ok(H5DSattach_scale(states.get(), coordinates.get(), 1));
    require_ok(H5DSattach_scale(cost.get(), paths.get(), 0));
  }

  Id file, group, paths, coordinates, states, cost;
};

SampleFile::SampleFile(const std::string& path, Provenance provenance, std::int64_t n_paths, std::int64_t dimension)
    : path_(path), provenance_(std::move(provenance)), atomic_(path) {
  on_disk(path_, [&] { hdf5_ = std::make_unique<Hdf5>(atomic_.temporary_path(), n_paths, dimension); });
}

SampleFile::~SampleFile() {
  const hdf5::Quiet quiet;  // after a failure, closing fails as well
  hdf5_.reset();
}

void SampleFile::append(std::int64_t first_path, const Eigen::MatrixXd& states, std::span<const double> cost) {
  on_disk(path_, [&] {
    const std::int64_t n = states.cols();
    write_rows(hdf5_->paths, H5T_NATIVE_INT64, first_path, n, numbers_from(first_path, n).data());
    write_rows(hdf5_->states, H5T_NATIVE_DOUBLE, first_path, n, states.data());
    write_rows(hdf5_->cost, H5T_NATIVE_DOUBLE, first_path, n, cost.data());
  });
}

void SampleFile::finish() {
  if (!provenance_.start.empty() && provenance_.end.empty()) provenance_.end = utc_now();
  on_disk(path_, [&] {
    hdf5::write_attribute(hdf5_->group.get(), "title", "Sample: end states of chain (27), one a path");
    hdf5::write_attribute(hdf5_->group.get(), "command", provenance_.command_line);
    hdf5::write_attribute(hdf5_->group.get(), "axes", "path coordinate");
    hdf5::write_attribute(hdf5_->group.get(), "datasets", "end_state cost");
    hdf5::write_head(hdf5_->file.get(), provenance_);
    hdf5::write_tail(hdf5_->file.get(), "sample", true);
    hdf5_.reset();
  });
  std::ifstream whole(atomic_.temporary_path(), std::ios::binary);
  if (!whole) throw OutputError("cannot be read back", path_, "name a file on another disk");
  atomic_.commit(seal_of(whole));
}

}  // namespace plumbline
