#include "results/samples/byte_source.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "results/samples/zip_member.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {

ByteSource::ByteSource(const std::string& path) : path_(path) {
  if (path == "-") {
    path_ = "standard input";
    file_.reset(stdin);
    return;
  }
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) throw InputError(std::strerror(errno), path, "give a file of samples");
  if (!S_ISREG(facts.st_mode)) throw InputError("is not a regular file", path, "give a file, or - for standard input");
  size_ = facts.st_size;
  file_.reset(std::fopen(path.c_str(), "rb"));
  if (!file_) throw InputError(std::strerror(errno), path, "give a file that can be read");
}

ByteSource::ByteSource(const std::string& path, const ZipEntry& member)
    : path_(path), member_(std::make_unique<ZipMember>(path, member)), size_(member.size) {}

ByteSource::~ByteSource() = default;
ByteSource::ByteSource(ByteSource&&) noexcept = default;

bool ByteSource::is_packed() const { return member_ && member_->is_packed(); }

std::size_t ByteSource::read(void* buffer, std::size_t n_bytes) {
  if (member_) return member_->read(buffer, n_bytes);
  const std::size_t got = std::fread(buffer, 1, n_bytes, file_.get());
  if (got < n_bytes && std::ferror(file_.get())) {
    throw InputError(fmt::format("cannot be read: {}", std::strerror(errno)), path_, "give a file that can be read");
  }
  return got;
}

void ByteSource::seek(std::int64_t offset) {
  if (member_) return member_->seek(offset);
  if (::fseeko(file_.get(), offset, SEEK_SET) != 0) {
    throw InputError(std::strerror(errno), path_, "give a file that can be read at any place");
  }
}

}  // namespace plumbline
