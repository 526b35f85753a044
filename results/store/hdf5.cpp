#include "results/store/hdf5.hpp"

#include <algorithm>

#include "results/store/text_limit.hpp"

namespace plumbline::hdf5 {
namespace {

// Attributes longer than this, with the byte behind a text, are not ours, and are not read.
constexpr hsize_t kLongestAttribute = kLongestText + 1;

[[noreturn]] void fail() {
  Failure failure{"HDF5 failed"};
  const auto innermost = [](unsigned, const H5E_error2_t* entry, void* data) -> herr_t {
    if (entry->desc != nullptr) static_cast<Failure*>(data)->what = entry->desc;
    return 1;  // stop at the first
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, &failure);
  throw failure;
}

Id create_attribute(hid_t object, const char* name, hid_t type, hid_t space) {
  return {require(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT)), H5Aclose};
}

// The attribute, its type and how many elements it has; not valid if it is missing or too large.
struct OpenAttribute {
  Id attribute;
  Id type;
  hssize_t n = -1;
};

OpenAttribute open_attribute(hid_t object, const char* name) {
  OpenAttribute open;
  if (H5Aexists(object, name) <= 0) return open;
  open.attribute = Id(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
  if (!open.attribute.valid() || H5Aget_storage_size(open.attribute.get()) > kLongestAttribute) return open;
  open.type = Id(H5Aget_type(open.attribute.get()), H5Tclose);
  const Id space(H5Aget_space(open.attribute.get()), H5Sclose);
  if (open.type.valid() && space.valid()) open.n = H5Sget_simple_extent_npoints(space.get());
  return open;
}

}  // namespace

hid_t require(hid_t id) {
  if (id < 0) fail();
  return id;
}

void require_ok(herr_t status) {
  if (status < 0) fail();
}

Id string_type(std::size_t longest) {
  Id type(require(H5Tcopy(H5T_C_S1)), H5Tclose);
  // At least two bytes: netCDF takes strings of one byte for single characters.
  require_ok(H5Tset_size(type.get(), std::max<std::size_t>(longest, 1) + 1));
  require_ok(H5Tset_cset(type.get(), H5T_CSET_UTF8));
  return type;
}

Id variable_string_type() {
  Id type(require(H5Tcopy(H5T_C_S1)), H5Tclose);
  require_ok(H5Tset_size(type.get(), H5T_VARIABLE));
  require_ok(H5Tset_cset(type.get(), H5T_CSET_UTF8));
  return type;
}

void write_attribute(hid_t object, const char* name, const std::string& text) {
  const Id type = string_type(text.size());
  const Id space(require(H5Screate(H5S_SCALAR)), H5Sclose);
  const Id attribute = create_attribute(object, name, type.get(), space.get());
  std::string padded = text;
  padded.resize(H5Tget_size(type.get()), '\0');
  require_ok(H5Awrite(attribute.get(), type.get(), padded.data()));
}

void write_attribute(hid_t object, const char* name, std::int64_t number) {
  const Id space(require(H5Screate(H5S_SCALAR)), H5Sclose);
  const Id attribute = create_attribute(object, name, H5T_STD_I64LE, space.get());
  require_ok(H5Awrite(attribute.get(), H5T_NATIVE_INT64, &number));
}

void write_attribute(hid_t object, const char* name, const std::vector<std::uint64_t>& numbers) {
  if (numbers.empty()) return;
  const hsize_t n = numbers.size();
  const Id space(require(H5Screate_simple(1, &n, nullptr)), H5Sclose);
  const Id attribute = create_attribute(object, name, H5T_STD_U64LE, space.get());
  require_ok(H5Awrite(attribute.get(), H5T_NATIVE_UINT64, numbers.data()));
}

bool read_attribute(hid_t object, const char* name, std::string& text) {
  const OpenAttribute open = open_attribute(object, name);
  if (open.n != 1 || H5Tget_class(open.type.get()) != H5T_STRING) return false;
  if (H5Tis_variable_str(open.type.get()) > 0) {  // another tool wrote it
    char* characters = nullptr;
    const Id space(H5Aget_space(open.attribute.get()), H5Sclose);
    if (H5Aread(open.attribute.get(), open.type.get(), &characters) < 0) return false;
    text = characters == nullptr ? "" : characters;
    H5Dvlen_reclaim(open.type.get(), space.get(), H5P_DEFAULT, &characters);
    return true;
  }
  const std::size_t size = H5Tget_size(open.type.get());
  if (size > kLongestAttribute) return false;
  std::string padded(size, '\0');
  if (H5Aread(open.attribute.get(), open.type.get(), padded.data()) < 0) return false;
  text = padded.substr(0, padded.find('\0'));
  return true;
}

bool read_attribute(hid_t object, const char* name, std::int64_t& number) {
  const OpenAttribute open = open_attribute(object, name);
  if (open.n != 1 || H5Tget_class(open.type.get()) != H5T_INTEGER) return false;
  return H5Aread(open.attribute.get(), H5T_NATIVE_INT64, &number) >= 0;
}

bool read_attribute(hid_t object, const char* name, std::vector<std::uint64_t>& numbers) {
  const OpenAttribute open = open_attribute(object, name);
  if (open.n < 1 || static_cast<hsize_t>(open.n) > kLongestAttribute / sizeof(std::uint64_t)) return false;
  if (H5Tget_class(open.type.get()) != H5T_INTEGER) return false;
  numbers.resize(static_cast<std::size_t>(open.n));
  return H5Aread(open.attribute.get(), H5T_NATIVE_UINT64, numbers.data()) >= 0;
}

}  // namespace plumbline::hdf5
