#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace plumbline {

/// Where a member of a zip archive stands, as its directory says.
struct ZipEntry {
  std::string name;
  std::int64_t header = 0;  ///< of its local head
  std::int64_t packed = 0;  ///< bytes in the archive
  std::int64_t size = 0;    ///< bytes unpacked
  bool deflated = false;    ///< else stored as it is
  std::uint32_t crc = 0;
};

/// The members of an archive such as numpy.savez writes. Throws InputError on what is none, on members that are
/// encrypted, packed otherwise than by deflate or outside the file, and on archives of 4 GiB or more.
std::vector<ZipEntry> zip_entries(const std::string& path);

/// The bytes of one member, unpacked on the way in constant memory.
class ZipMember {
 public:
  ZipMember(const std::string& path, const ZipEntry& entry);
  ~ZipMember();
  ZipMember(ZipMember&&) noexcept;

  /// As much of the member as there is; throws InputError where it is damaged.
  std::size_t read(void* buffer, std::size_t n_bytes);
  /// Forward at the cost of unpacking, backward at the cost of starting anew; a stored member at none.
  void seek(std::int64_t offset);
  std::int64_t size() const { return entry_.size; }
  bool is_packed() const { return entry_.deflated; }
  /// Reads it through once: throws InputError unless length and checksum are what the directory says.
  void verify();

 private:
  struct Stream;
  std::size_t inflate_some(unsigned char* out, std::size_t n_bytes);
  void restart();

  std::string path_;
  ZipEntry entry_;
  std::int64_t begin_ = 0;     ///< of the packed bytes in the archive
  std::int64_t position_ = 0;  ///< in the unpacked member
  std::unique_ptr<Stream> stream_;
};

}  // namespace plumbline
