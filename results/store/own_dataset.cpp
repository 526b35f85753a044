#include "results/store/own_dataset.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace plumbline::hdf5 {
namespace {

Id reading_properties() {
  [[maybe_unused]] static const herr_t no_plugins = H5PLset_loading_state(0);
  return {H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
}

}  // namespace

Id open_for_reading(const std::string& name) {
  const Id access = reading_properties();
  // Our files are replaced, never changed; a lock would only fail on file systems that have none.
  if (H5Pset_file_locking(access.get(), false, true) < 0) return {};
  return {H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose};
}

Id open_image(const std::string& bytes) {
  const Id access = reading_properties();
  // The library copies the image and never changes it, though it asks for a pointer that would allow it to.
  if (H5Pset_fapl_core(access.get(), 1, false) < 0 ||
      H5Pset_file_image(access.get(), const_cast<char*>(bytes.data()), bytes.size()) < 0) {
    return {};
  }
  return {H5Fopen("image", H5F_ACC_RDONLY, access.get()), H5Fclose};
}

Id open_own_dataset(hid_t file, const std::string& name) {
  std::istringstream parts(name);
  std::string so_far;
  for (std::string part; std::getline(parts, part, '/');) {
    if (part.empty()) continue;
    so_far += (so_far.empty() ? "" : "/") + part;
    H5L_info_t link;
    if (H5Lexists(file, so_far.c_str(), H5P_DEFAULT) <= 0) return {};
    if (H5Lget_info(file, so_far.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return {};
  }
  if (so_far.empty()) return {};
  return {H5Dopen2(file, so_far.c_str(), H5P_DEFAULT), H5Dclose};
}

bool is_self_contained(hid_t dataset) {
  const Id properties(H5Dget_create_plist(dataset), H5Pclose);
  if (!properties.valid() || H5Pget_external_count(properties.get()) != 0) return false;
  const H5D_layout_t layout = H5Pget_layout(properties.get());
  return layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED;
}

bool has_moderate_chunks(hid_t dataset, std::size_t n_bytes_of_file) {
  const Id properties(H5Dget_create_plist(dataset), H5Pclose);
  if (!properties.valid()) return false;
  if (H5Pget_layout(properties.get()) != H5D_CHUNKED) return true;
  const Id type(H5Dget_type(dataset), H5Tclose);
  std::array<hsize_t, H5S_MAX_RANK> extents{};
  const int rank = H5Pget_chunk(properties.get(), H5S_MAX_RANK, extents.data());
  if (rank < 0 || !type.valid()) return false;
  constexpr hsize_t always_moderate = hsize_t{1} << 20;  // a dataset that may grow begins with a chunk of this order
  hsize_t bytes_left = std::max<hsize_t>(always_moderate, kLargestExpansion * n_bytes_of_file);
  bytes_left /= std::max<hsize_t>(1, H5Tget_size(type.get()));
  for (int i = 0; i < rank; ++i) {
    if (extents[static_cast<std::size_t>(i)] == 0) return false;
    bytes_left /= extents[static_cast<std::size_t>(i)];
  }
  return bytes_left > 0;
}

}  // namespace plumbline::hdf5
