#include "results/store/hdf5_column.hpp"

#include <algorithm>

#include "results/store/own_dataset.hpp"

namespace plumbline::hdf5 {
namespace {

void require_hard_link(hid_t parent, const std::string& name, const std::string& what) {
  H5L_info_t link{};
  if (!is_identifier(name) || H5Lexists(parent, name.c_str(), H5P_DEFAULT) <= 0) missing(what);
  if (H5Lget_info(parent, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) missing(what);
}

template <class Number>
std::vector<Number> numbers(hid_t dataset, hid_t type, hsize_t n, const std::string& where) {
  std::vector<Number> values(n);
  if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) missing("data of " + where);
  return values;
}

}  // namespace

void missing(const std::string& what) {
  bool out_of_memory = false;
  const auto look = [](unsigned, const H5E_error2_t* entry, void* data) -> herr_t {
    const bool memory =
        entry->maj_num == H5E_RESOURCE && (entry->min_num == H5E_NOSPACE || entry->min_num == H5E_CANTALLOC);
    if (memory) *static_cast<bool*>(data) = true;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, look, &out_of_memory);
  if (out_of_memory) throw OutOfMemory{};
  throw Missing{what};
}

Id open_group(hid_t parent, const std::string& name, const std::string& where) {
  const std::string what = "group " + where;
  require_hard_link(parent, name, what);
  Id group(H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose);
  if (!group.valid()) missing(what);
  return group;
}

Id open_dataset(hid_t parent, const std::string& name, const std::string& where) {
  const std::string what = "dataset " + where;
  require_hard_link(parent, name, what);
  Id dataset(H5Dopen2(parent, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.valid() || !is_self_contained(dataset.get())) missing(what);
  return dataset;
}

std::vector<hsize_t> extents_of(hid_t dataset, const std::string& where) {
  const Id space(H5Dget_space(dataset), H5Sclose);
  const int rank = space.valid() ? H5Sget_simple_extent_ndims(space.get()) : -1;
  if (rank < 0 || H5Sget_simple_extent_type(space.get()) == H5S_NULL) missing("shape of " + where);
  std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
  if (rank > 0) H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr);
  return extents;
}

ColumnReader::ColumnReader(std::size_t n_bytes_of_file)
    : n_bytes_of_file_(n_bytes_of_file), bytes_left_(kLargestExpansion * n_bytes_of_file) {}

void ColumnReader::spend(hsize_t n_values, hsize_t size, const std::string& what) {
  if (size == 0 || n_values == 0 || size > bytes_left_ / n_values) missing(what);
  bytes_left_ -= size * n_values;
}

Values ColumnReader::read(hid_t dataset, const std::vector<hsize_t>& extents, const std::string& where) {
  if (!has_moderate_chunks(dataset, n_bytes_of_file_)) missing("shape of the chunks of " + where);
  const Id type(H5Dget_type(dataset), H5Tclose);
  hsize_t n = 1;
  for (const hsize_t extent : extents) {
    if (extent == 0 || extent > bytes_left_ / n) missing("shape of " + where);
    n *= extent;
  }
  spend(n, type.valid() ? H5Tget_size(type.get()) : 0, "type of " + where);
  switch (H5Tget_class(type.get())) {
    case H5T_FLOAT:
      return numbers<double>(dataset, H5T_NATIVE_DOUBLE, n, where);
    case H5T_INTEGER:
      return numbers<std::int64_t>(dataset, H5T_NATIVE_INT64, n, where);
    case H5T_STRING:
      return H5Tis_variable_str(type.get()) > 0 ? variable_strings(dataset, n, where)
                                                : fixed_strings(dataset, n, where);
    default:
      missing("type of " + where);
  }
}

std::vector<std::string> ColumnReader::fixed_strings(hid_t dataset, hsize_t n, const std::string& where) const {
  const Id type(H5Dget_type(dataset), H5Tclose);
  const std::size_t size = H5Tget_size(type.get());
  std::string padded(size * n, '\0');
  if (H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()) < 0) missing("data of " + where);
  std::vector<std::string> values;
  for (hsize_t i = 0; i < n; ++i) {
    const std::string value = padded.substr(i * size, size);
    values.push_back(value.substr(0, value.find('\0')));
  }
  return values;
}

std::vector<std::string> ColumnReader::variable_strings(hid_t dataset, hsize_t n, const std::string& where) {
  const Id type = variable_string_type();
  const Id space(H5Dget_space(dataset), H5Sclose);
  hsize_t size = 0;
  if (H5Dvlen_get_buf_size(dataset, type.get(), space.get(), &size) < 0) missing("data of " + where);
  spend(1, std::max<hsize_t>(size, 1), "data of " + where);
  std::vector<char*> pointers(n, nullptr);
  const herr_t status = H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data());
  std::vector<std::string> values;
  for (const char* pointer : pointers) values.emplace_back(pointer == nullptr ? "" : pointer);
  H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, pointers.data());
  if (status < 0) missing("data of " + where);
  return values;
}

}  // namespace plumbline::hdf5
