#pragma once

#include <string>
#include <string_view>

#include "results/store/writer_lock.hpp"

namespace plumbline {

/// A file that appears whole or not at all.
///
/// The constructor makes sure that `path` can be written, before any long computation, by opening a nameless file in
/// the same directory; commit() fills it, syncs it to the disk and puts it in place of whatever `path` held in one
/// step. A process that dies at any moment leaves the old file, the new file, or (between two system calls) the
/// finished new file under the name `.NAME.PID.tmp`; never a part of one. File systems without nameless files get a
/// named one, removed by the destructor or by remove_temporary_files(). A file without any permission to write is
/// refused, a replaced one passes its permissions on. Of two that write one file at the same time the later is refused
/// (WriterLock). Every failure is an OutputError.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  /// A path by which a library of this process may open and fill the file before commit().
  std::string temporary_path() const;
  /// Appends `bytes`, syncs and renames; once.
  void commit(std::string_view bytes);

  /// For the end of the process by a signal: removes every temporary name, and lets no file gain one ever after.
  static void remove_temporary_files();

 private:
  void put_in_place();
  [[noreturn]] void fail(const std::string& what) const;
  void write_all(std::string_view bytes) const;

  std::string path_;    ///< what the caller asked for, for messages
  std::string target_;  ///< the same with symbolic links resolved
  WriterLock lock_;
  std::string temporary_path_;  ///< the name that the file has, or gets, before the rename
  int descriptor_ = -1;
  bool temporary_exists_ = false;  ///< under temporary_path_
};

}  // namespace plumbline
