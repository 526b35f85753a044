#include "results/store/own_dataset.hpp"

#include <sstream>

namespace plumbline::hdf5 {

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
  return properties.valid() && H5Pget_external_count(properties.get()) == 0 &&
         H5Pget_layout(properties.get()) != H5D_VIRTUAL;
}

}  // namespace plumbline::hdf5
