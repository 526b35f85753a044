#include "results/store/regular_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "results/store/output_error.hpp"

namespace plumbline {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

RegularFile::RegularFile(const std::string& path) : path_(path), name_(path) {
  descriptor_ = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);  // O_NONBLOCK: do not wait on a pipe
  if (descriptor_ < 0) fail(reason(errno));
  struct stat status {};
  if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor_);
    fail("it is not a regular file");
  }
  size_ = static_cast<std::size_t>(status.st_size);
  const std::string by_number = fmt::format("/proc/self/fd/{}", descriptor_);
  if (access(by_number.c_str(), R_OK) == 0) name_ = by_number;
}

RegularFile::~RegularFile() { close(descriptor_); }

void RegularFile::fail(const std::string& why) const {
  throw OutputError("cannot be read (" + why + ")", path_, "name a results file");
}

std::string RegularFile::bytes() const {
  std::string bytes(size_, '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(reason(errno));
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

std::string read_bytes(const std::string& path) { return RegularFile(path).bytes(); }

}  // namespace plumbline
