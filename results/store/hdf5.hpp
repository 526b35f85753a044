#pragma once

#include <hdf5.h>
#include <hdf5_hl.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::hdf5 {

/// Owns one HDF5 identifier and closes it with the function that belongs to its kind.
class Id {
 public:
  using Close = herr_t (*)(hid_t);
  Id() = default;
  Id(hid_t id, Close close) : id_(id), close_(close) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Id& operator=(Id&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  hid_t get() const { return id_; }
  bool valid() const { return id_ >= 0; }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// Keeps the HDF5 library from printing its error stack while this lives. The first one, made before any other use of
/// the library, also keeps it from tidying up at exit: after a damaged file it would print "infinite loop closing
/// library".
class Quiet {
 public:
  Quiet() {
    [[maybe_unused]] static const herr_t at_exit = H5dont_atexit();
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// An HDF5 call failed. The message is the innermost entry of the library's error stack.
struct Failure {
  std::string what;
};

/// `id` or `status` itself if it is not negative, else throws Failure.
hid_t require(hid_t id);
void require_ok(herr_t status);

/// UTF-8 strings of at most `longest` bytes, zero terminated, of fixed length.
Id string_type(std::size_t longest);

/// UTF-8 strings of any length.
Id variable_string_type();

/// Writing attributes. Strings have fixed length; a list becomes a one-dimensional attribute.
void write_attribute(hid_t object, const char* name, const std::string& text);
void write_attribute(hid_t object, const char* name, std::int64_t number);
void write_attribute(hid_t object, const char* name, const std::vector<std::uint64_t>& numbers);

/// Reading attributes; false or empty if it is missing or of another kind.
bool read_attribute(hid_t object, const char* name, std::string& text);
bool read_attribute(hid_t object, const char* name, std::int64_t& number);
bool read_attribute(hid_t object, const char* name, std::vector<std::uint64_t>& numbers);

}  // namespace plumbline::hdf5
