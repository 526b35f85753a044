#include "results/store/file.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/hdf5_layout.hpp"

// Writing: the layout of results/README.md, in memory.

namespace plumbline {
namespace {

using hdf5::Id;
using hdf5::require;
using hdf5::require_ok;
using hdf5::without_times;
using hdf5::write_labels;

Id create_dataset(hid_t group, const std::string& name, hid_t type, const std::vector<hsize_t>& extents) {
  const Id space(require(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr)), H5Sclose);
  const Id properties = without_times(H5P_DATASET_CREATE);
  return {require(H5Dcreate2(group, name.c_str(), type, space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT)),
          H5Dclose};
}

struct ColumnWriter {
  hid_t group;
  const std::string& name;
  const std::vector<hsize_t>& extents;

  Id operator()(const std::vector<double>& values) const {
    Id dataset = create_dataset(group, name, H5T_IEEE_F64LE, extents);
    require_ok(H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
    return dataset;
  }
  Id operator()(const std::vector<std::int64_t>& values) const {
    Id dataset = create_dataset(group, name, H5T_STD_I64LE, extents);
    require_ok(H5Dwrite(dataset.get(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
    return dataset;
  }
  // Of variable length: netCDF-C 4.9.0 crashes on datasets of fixed-length strings.
  Id operator()(const std::vector<std::string>& values) const {
    const Id type = hdf5::variable_string_type();
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    Id dataset = create_dataset(group, name, type.get(), extents);
    require_ok(H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()));
    return dataset;
  }
};

void write_table(hid_t file, const std::string& name, const Table& table) {
  const Id properties = hdf5::ordered_without_times(H5P_GROUP_CREATE);
  const Id group(require(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, properties.get(), H5P_DEFAULT)), H5Gclose);
  std::vector<Id> scales;
  for (const Axis& axis : table.axes()) {
    const std::vector<hsize_t> extents{values_size(axis.values)};
    scales.push_back(std::visit(ColumnWriter{group.get(), axis.name, extents}, axis.values));
    require_ok(H5DSset_scale(scales.back().get(), axis.name.c_str()));
    write_labels(scales.back().get(), axis.units, axis.long_name);
  }
  for (const Dataset& dataset : table.datasets()) {
    std::vector<hsize_t> extents;
    for (const std::size_t extent : table.shape(dataset)) extents.push_back(extent);
    const Id written = std::visit(ColumnWriter{group.get(), dataset.name, extents}, dataset.values);
    for (unsigned dimension = 0; dimension < dataset.axes.size(); ++dimension) {
      const auto axis = static_cast<std::size_t>(table.find_axis(dataset.axes[dimension]) - table.axes().data());
      require_ok(H5DSattach_scale(written.get(), scales[axis].get(), dimension));
    }
    write_labels(written.get(), dataset.units, dataset.long_name);
  }
  hdf5::write_attribute(group.get(), "title", table.title());
  hdf5::write_attribute(group.get(), "command", table.command());
  hdf5::write_attribute(group.get(), "axes", hdf5::joined(table.axes()));
  hdf5::write_attribute(group.get(), "datasets", hdf5::joined(table.datasets()));
}

// The file lives in memory; on disk it appears whole (AtomicFile).
Id create_in_memory() {
  const Id access(require(H5Pcreate(H5P_FILE_ACCESS)), H5Pclose);
  constexpr std::size_t growth = std::size_t{1} << 20;
  require_ok(H5Pset_fapl_core(access.get(), growth, false));
  // Metadata with checksums, readable by every HDF5 since 1.8.
  require_ok(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18));
  const Id creation = hdf5::ordered_without_times(H5P_FILE_CREATE);
  return {require(H5Fcreate("plumbline results", H5F_ACC_TRUNC, creation.get(), access.get())), H5Fclose};
}

// The bytes of a flushed file in memory. In HDF5 1.10 H5Fget_file_image hands out a superblock whose checksum is wrong
// (it clears a flag after the sum was taken), so only the length is asked of it; the core driver's handle is the
// address of its buffer.
std::string bytes_in_memory(hid_t file) {
  const ssize_t length = H5Fget_file_image(file, nullptr, 0);
  require_ok(length < 0 ? -1 : 0);
  void* handle = nullptr;
  require_ok(H5Fget_vfd_handle(file, H5P_DEFAULT, &handle));
  return {*static_cast<const char* const*>(handle), static_cast<std::size_t>(length)};
}

void write_results(hid_t file, const Results& results) {
  hdf5::write_head(file, results.provenance);
  std::string names;
  for (const auto& [name, table] : results.tables) {
    write_table(file, name, table);
    names += (names.empty() ? "" : " ") + name;
  }
  hdf5::write_tail(file, names, results.complete);
}

}  // namespace

std::string hdf5_image(const Results& results) {
  const Id file = create_in_memory();
  write_results(file.get(), results);
  return bytes_in_memory(file.get());
}

}  // namespace plumbline
