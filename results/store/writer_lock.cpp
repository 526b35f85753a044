#include "results/store/writer_lock.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <utility>

#include "results/store/output_error.hpp"

namespace plumbline {

// The lock is a socket with a name in Linux's abstract space (unix(7)): the directory by its number, the file by its
// name. A lock on the file itself would not do: it may not exist yet, and it is replaced at the end.
WriterLock::WriterLock(const std::string& target, const std::string& path) {
  const std::filesystem::path directory = std::filesystem::path(target).parent_path();
  struct stat status {};
  if (stat(directory.empty() ? "." : directory.c_str(), &status) != 0) return;  // opening the file says why
  const std::string name = fmt::format("plumbline writes {}:{}/{:x}", status.st_dev, status.st_ino,
                                       std::hash<std::string>()(std::filesystem::path(target).filename().string()));
  socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return;  // no sockets here: replacing the file in one step is all there is
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = std::min(name.size(), sizeof address.sun_path - 1);
  std::copy_n(name.begin(), length, address.sun_path + 1);  // a first byte of zero: the abstract space
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) != 0 && errno == EADDRINUSE) {
    close(socket_);
    throw OutputError("is being written by another run", path, "wait for that run or name another file");
  }
}

WriterLock::WriterLock(WriterLock&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

WriterLock::~WriterLock() {
  if (socket_ >= 0) close(socket_);
}

}  // namespace plumbline
