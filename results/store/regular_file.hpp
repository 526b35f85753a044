#pragma once

#include <cstddef>
#include <string>

namespace plumbline {

/// A regular file, open for reading. Pipes, devices and directories are refused without waiting for them; the name
/// may be given to another file meanwhile, the bytes stay those of the file that was opened. Failures are OutputErrors.
class RegularFile {
 public:
  explicit RegularFile(const std::string& path);
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;
  ~RegularFile();

  std::size_t size() const { return size_; }
  /// A path under which a library of this process opens these bytes and no others.
  const std::string& name() const { return name_; }
  /// All bytes.
  std::string bytes() const;

 private:
  [[noreturn]] void fail(const std::string& why) const;

  std::string path_;
  std::string name_;
  int descriptor_ = -1;
  std::size_t size_ = 0;
};

/// All bytes of a regular file; OutputError if there is none or it cannot be read.
std::string read_bytes(const std::string& path);

}  // namespace plumbline
