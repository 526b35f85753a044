#pragma once

#include <string>

namespace plumbline {

/// Held by the one process of this machine that is writing a file; the system lets go of it when the process ends,
/// however it ends, and nothing of it is on the disk. OutputError if another process, or another lock of this one,
/// holds it.
class WriterLock {
 public:
  /// `target` is the path with symbolic links resolved; `path` stands in the message.
  WriterLock(const std::string& target, const std::string& path);
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&&) = delete;
  ~WriterLock();

 private:
  int socket_ = -1;
};

}  // namespace plumbline
