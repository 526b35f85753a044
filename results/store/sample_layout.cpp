#include "results/store/sample_layout.hpp"

#include <map>
#include <numeric>

#include "results/store/hdf5_layout.hpp"

namespace plumbline::hdf5 {
namespace {

/// The system's own message, where a message of the HDF5 library quotes one; it stands among times and addresses.
std::string reason_in(const std::string& what) {
  const std::string quote = "error message = '";
  const std::size_t begin = what.find(quote);
  if (begin == what.npos) return what;
  const std::size_t from = begin + quote.size();
  return what.substr(from, what.find('\'', from) - from);
}

std::string long_name(const std::string& dataset) {
  static const std::map<std::string, std::string> names = {
      {"path", "number of the path"},
      {"coordinate", "coordinate of the state"},
      {"end_state", "state at the end of the path"},
      {"cost", "J at the end state; 1/p(c given state) for classifier-free guidance"}};
  return names.at(dataset);
}

}  // namespace

std::string disk_reason(const Failure& failure, int system_error) {
  const bool known =
      system_error == ENOSPC || system_error == EFBIG || system_error == EDQUOT || system_error == EIO;
  return known ? std::generic_category().message(system_error) : reason_in(failure.what);
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

Id create_sample_column(const Id& group, const SampleColumn& column, const Id& properties) {
  const int rank = column.columns > 0 ? 2 : 1;
  const hsize_t extents[2] = {static_cast<hsize_t>(column.rows), static_cast<hsize_t>(column.columns)};
  const Id space(require(H5Screate_simple(rank, extents, nullptr)), H5Sclose);
  Id dataset(require(H5Dcreate2(group.get(), column.name.c_str(), column.type, space.get(), H5P_DEFAULT,
                                properties.get(), H5P_DEFAULT)),
             H5Dclose);
  write_labels(dataset.get(), "1", long_name(column.name));
  return dataset;
}

void attach_axes(const SampleDatasets& datasets, std::int64_t dimension) {
  write_rows(datasets.coordinates, H5T_NATIVE_INT64, 0, dimension, numbers_from(0, dimension).data());
  require_ok(H5DSset_scale(datasets.paths.get(), "path"));
  require_ok(H5DSset_scale(datasets.coordinates.get(), "coordinate"));
  require_ok(H5DSattach_scale(datasets.states.get(), datasets.paths.get(), 0));
  require_ok(H5DSattach_scale(datasets.states.get(), datasets.coordinates.get(), 1));
  require_ok(H5DSattach_scale(datasets.cost.get(), datasets.paths.get(), 0));
}

Id create_sample_file(const std::string& path, H5F_libver_t format) {
  const Id access(require(H5Pcreate(H5P_FILE_ACCESS)), H5Pclose);
  require_ok(H5Pset_libver_bounds(access.get(), format, format));
  // the default driver asks for the real path of the file, and a nameless one has none
  require_ok(H5Pset_fapl_stdio(access.get()));
  const Id creation = ordered_without_times(H5P_FILE_CREATE);
  return {require(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get())), H5Fclose};
}

Id create_sample_group(const Id& file) {
  const Id properties = ordered_without_times(H5P_GROUP_CREATE);
  return {require(H5Gcreate2(file.get(), "sample", H5P_DEFAULT, properties.get(), H5P_DEFAULT)), H5Gclose};
}

void write_sample_attributes(const Id& file, const Id& group, const Provenance& provenance) {
  write_attribute(group.get(), "title", "Sample: end states of chain (27), one a path");
  write_attribute(group.get(), "command", provenance.command_line);
  write_attribute(group.get(), "axes", "path coordinate");
  write_attribute(group.get(), "datasets", "end_state cost");
  write_head(file.get(), provenance);
  write_tail(file.get(), "sample", true);
}

}  // namespace plumbline::hdf5
