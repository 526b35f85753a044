#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace plumbline {

/// Bytes of a regular file, or of standard input for "-".
class ByteSource {
 public:
  /// Throws InputError on what is missing, a folder or a device.
  explicit ByteSource(const std::string& path);

  /// Fills `buffer` as far as the bytes go; returns how many there were.
  std::size_t read(void* buffer, std::size_t n_bytes);
  /// Continues at this distance from the beginning; for files only.
  void seek(std::int64_t offset);
  /// The size of the file in bytes; -1 for standard input.
  std::int64_t size() const { return size_; }
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::int64_t size_ = -1;
};

}  // namespace plumbline
