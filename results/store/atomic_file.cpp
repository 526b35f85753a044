#include "results/store/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

#include "results/store/output_error.hpp"

namespace plumbline {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

std::string mend_for(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return "make the directory or name another file";
    case EACCES:
    case EPERM:
    case EROFS:
      return "name a file in a directory that you may write";
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "make room or name a file on another disk";
    default:
      return "name another file";
  }
}

// The path that symbolic links lead to, which need not exist.
fs::path resolve_links(fs::path path) {
  std::error_code error;
  constexpr int n_links_at_most = 40;  // a cycle ends here, and the open that follows says so
  for (int i = 0; i < n_links_at_most && fs::is_symlink(path, error); ++i) {
    path = path.parent_path() / fs::read_symlink(path, error);
  }
  return path;
}

std::string directory_of(const std::string& path) {
  const std::string directory = fs::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

/// The temporary names that exist now. Whoever makes, renames or removes one holds the mutex.
struct TemporaryNames {
  std::mutex mutex;
  std::set<std::string> paths;
};

TemporaryNames& temporary_names() {
  static TemporaryNames names;
  return names;
}

std::string nameless(int descriptor) { return fmt::format("/proc/self/fd/{}", descriptor); }

}  // namespace

void AtomicFile::remove_temporary_files() {
  temporary_names().mutex.lock();  // for good
  for (const std::string& path : temporary_names().paths) unlink(path.c_str());
}

AtomicFile::AtomicFile(const std::string& path)
    : path_(path), target_(resolve_links(path).string()), lock_(target_, path) {
  std::error_code error;
  const fs::file_status status = fs::status(target_, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw OutputError("cannot be written: it is not a regular file", path_, "name another file");
  }
  constexpr fs::perms all_write = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  const bool nobody_may_write = fs::exists(status) && (status.permissions() & all_write) == fs::perms::none;
  if (nobody_may_write || (fs::exists(status) && access(target_.c_str(), W_OK) != 0)) {
    throw OutputError("is write-protected (Permission denied)", path_,
                      "name another file, or allow writing to this one");
  }
  const std::string name = fs::path(target_).filename().string();
  if (name.empty()) throw OutputError("is no file name", path_, "name a file");
  struct stat itself {};
  const bool found = lstat(target_.c_str(), &itself) == 0;
  if (found ? S_ISLNK(itself.st_mode) : errno != ENOENT) {
    if (found) errno = ELOOP;
    fail("cannot be written");
  }
  const fs::path directory = directory_of(target_);
  constexpr std::size_t enough = 128;  // of the name: with what stands around it, no longer than a name may be
  temporary_path_ =
      (directory / fmt::format(".{}.{}.tmp", name.substr(0, enough), static_cast<long>(getpid()))).string();
  constexpr mode_t mode = 0666;  // the umask decides
  if (access("/proc/self/fd", X_OK) == 0) {
    descriptor_ = open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  }
  if (descriptor_ < 0) {
    const std::lock_guard lock(temporary_names().mutex);
    descriptor_ = open(temporary_path_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
    temporary_exists_ = descriptor_ >= 0;
    if (temporary_exists_) temporary_names().paths.insert(temporary_path_);
  }
  if (descriptor_ < 0) fail("cannot be written");
  if (fs::exists(status)) fchmod(descriptor_, static_cast<mode_t>(status.permissions() & fs::perms::all));
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      lock_(std::move(other.lock_)),
      temporary_path_(std::move(other.temporary_path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      temporary_exists_(std::exchange(other.temporary_exists_, false)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_exists_) return;
  const std::lock_guard lock(temporary_names().mutex);
  unlink(temporary_path_.c_str());
  temporary_names().paths.erase(temporary_path_);
}

void AtomicFile::fail(const std::string& what) const {
  const int error = errno;
  throw OutputError(fmt::format("{} ({})", what, reason(error)), path_, mend_for(error));
}

void AtomicFile::write_all(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string AtomicFile::temporary_path() const { return temporary_exists_ ? temporary_path_ : nameless(descriptor_); }

void AtomicFile::put_in_place() {
  const std::lock_guard lock(temporary_names().mutex);
  if (!temporary_exists_) {
    unlink(temporary_path_.c_str());  // left over by a killed process that had our id
    const std::string file = nameless(descriptor_);
    if (linkat(AT_FDCWD, file.c_str(), AT_FDCWD, temporary_path_.c_str(), AT_SYMLINK_FOLLOW) != 0) {
      fail("cannot be written");
    }
    temporary_exists_ = true;
    temporary_names().paths.insert(temporary_path_);
  }
  if (rename(temporary_path_.c_str(), target_.c_str()) != 0) fail("cannot be replaced");
  temporary_exists_ = false;
  temporary_names().paths.erase(temporary_path_);
}

void AtomicFile::commit(std::string_view bytes) {
  if (lseek(descriptor_, 0, SEEK_END) < 0) fail("cannot be written");
  write_all(bytes);
  if (fsync(descriptor_) != 0) fail("cannot be synced to the disk");
  put_in_place();
  // Make the new name survive a power cut; a file system that cannot sync a directory has nothing better to offer.
  const int directory = open(directory_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    fsync(directory);
    close(directory);
  }
}

}  // namespace plumbline
