#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace plumbline {

class ZipMember;
struct ZipEntry;

}  // namespace plumbline

namespace plumbline {

/// Bytes of a regular file, of standard input for "-", or of a member of an archive.
class ByteSource {
 public:
  /// Throws InputError on what is missing, a folder or a device.
  explicit ByteSource(const std::string& path);
  /// The bytes of a member of an archive, unpacked on the way.
  ByteSource(const std::string& path, const ZipEntry& member);
  ~ByteSource();
  ByteSource(ByteSource&&) noexcept;

  /// Fills `buffer` as far as the bytes go; returns how many there were.
  std::size_t read(void* buffer, std::size_t n_bytes);
  /// Continues at this distance from the beginning; for files only.
  void seek(std::int64_t offset);
  /// The size of the file in bytes; -1 for standard input.
  std::int64_t size() const { return size_; }
  /// Whether to seek means to unpack: then one source a stretch is better than one for all.
  bool is_packed() const;
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<ZipMember> member_;  ///< in place of file_
  std::int64_t size_ = -1;
};

}  // namespace plumbline
