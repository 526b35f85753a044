#include "results/store/point_cloud.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "results/store/guard.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/output_error.hpp"
#include "results/store/own_dataset.hpp"
#include "results/store/regular_file.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

using hdf5::Id;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30;
constexpr std::size_t kSecondsToRead = 30;

/// Shape (n, d) of a dataset of rank 1 or 2 that `n_bytes` of file can hold, compressed or not; nothing for others.
std::optional<std::pair<hsize_t, hsize_t>> shape_of(const Id& dataset, std::size_t n_bytes) {
  const Id space(H5Dget_space(dataset.get()), H5Sclose);
  const int rank = space.valid() ? H5Sget_simple_extent_ndims(space.get()) : -1;
  if (rank != 1 && rank != 2) return std::nullopt;
  hsize_t extents[2] = {0, 1};
  H5Sget_simple_extent_dims(space.get(), extents, nullptr);
  const hsize_t most = hdf5::kLargestExpansion * n_bytes;
  if (extents[0] == 0 || extents[1] == 0 || extents[0] > most / extents[1]) return std::nullopt;
  return std::pair{extents[0], extents[1]};
}

/// What the bytes hold under that name; empty if nothing of the kind.
Eigen::MatrixXd numbers_in(const std::string& bytes, const std::string& name) {
  const hdf5::Quiet quiet;
  const Id file = hdf5::open_image(bytes);
  if (!file.valid()) return {};
  const Id dataset = hdf5::open_own_dataset(file.get(), name);
  if (!dataset.valid() || !hdf5::is_self_contained(dataset.get()) ||
      !hdf5::has_moderate_chunks(dataset.get(), bytes.size())) {
    return {};
  }
  const Id type(H5Dget_type(dataset.get()), H5Tclose);
  const H5T_class_t kind = type.valid() ? H5Tget_class(type.get()) : H5T_NO_CLASS;
  const auto shape = shape_of(dataset, bytes.size());
  if (!shape || (kind != H5T_FLOAT && kind != H5T_INTEGER)) return {};
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows(static_cast<Eigen::Index>(shape->first),
                                                                              static_cast<Eigen::Index>(shape->second));
  if (H5Dread(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows.data()) < 0) return {};
  return rows;
}

}  // namespace

Eigen::MatrixXd read_points(const std::string& path, const std::string& dataset) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > kLargestFile) {
    throw InputError(fmt::format("has {} bytes, a point cloud at most {}", size, kLargestFile), path, "thin it out");
  }
  std::string bytes;
  try {
    bytes = read_bytes(path);
  } catch (const OutputError& unreadable) {
    throw InputError(unreadable.what(), "[points]", "the path is taken from the folder of the case file");
  }
  Eigen::MatrixXd numbers;
  // bytes from strangers may crash the HDF5 library, so a child process goes first
  if (survives([&] { numbers_in(bytes, dataset); }, kSecondsToRead)) numbers = numbers_in(bytes, dataset);
  if (numbers.size() == 0) {
    throw InputError(fmt::format("holds no numeric dataset \"{}\" of rank 1 or 2", dataset), path,
                     "write it with h5py: file[name] = array of shape (n, d)");
  }
  if (!numbers.allFinite()) {
    throw InputError(fmt::format("dataset \"{}\" holds numbers that are not finite", dataset), path, "leave them out");
  }
  return numbers;
}

}  // namespace plumbline
