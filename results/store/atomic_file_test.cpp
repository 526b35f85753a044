#include "results/store/atomic_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "results/store/output_error.hpp"
#include "results/store/regular_file.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

using namespace plumbline;

namespace {

// Runs `function` in a child process; 0 if it returned, 4 if it threw an OutputError whose text has `expected`.
template <class Function>
int status_in_child(const Function& function, const std::string& expected) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      function();
      _exit(0);
    } catch (const OutputError& error) {
      _exit(std::string(error.what()).find(expected) != std::string::npos ? 4 : 5);
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("a full disk spares the old file and leaves nothing behind", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  AtomicFile(path).commit("old");
  // A limit on file sizes stands for the full disk: the write fails in the middle in the same way.
  const auto write_much = [&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    AtomicFile(path).commit(std::string(100'000, 'x'));
  };
  CHECK(status_in_child(write_much, "File too large") == 4);
  CHECK(read_bytes(path) == "old");
  CHECK(directory.names() == std::vector<std::string>{"a.h5"});
}

TEST_CASE("a directory that may not be written is refused at once", "[bad-input]") {
  const TestDirectory directory;
  chmod(directory.path().c_str(), 0555);
  const auto create = [&] {
    constexpr uid_t nobody = 65534;
    if (getuid() == 0 && setuid(nobody) != 0) _exit(6);  // root may write everywhere
    AtomicFile file(directory / "a.h5");
  };
  CHECK(status_in_child(create, "Permission denied") == 4);
}

TEST_CASE("symbolic links are followed, not replaced", "[exact]") {
  const TestDirectory directory;
  std::filesystem::create_directory(directory / "real");
  std::filesystem::create_symlink("real/a.h5", directory / "link.h5");
  AtomicFile(directory / "link.h5").commit("new");
  CHECK(std::filesystem::is_symlink(directory / "link.h5"));
  CHECK(read_bytes(directory / "real/a.h5") == "new");
}

TEST_CASE("a killed writer leaves no part of a file", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  AtomicFile(path).commit("old");
  const auto die = [&] {
    AtomicFile file(path);
    raise(SIGKILL);
  };
  CHECK(status_in_child(die, "") == -SIGKILL);
  CHECK(read_bytes(path) == "old");
  CHECK(directory.names() == std::vector<std::string>{"a.h5"});
}

TEST_CASE("a pipe is not waited for", "[bad-input]") {
  const TestDirectory directory;
  REQUIRE(mkfifo((directory / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(read_bytes(directory / "pipe"), ContainsSubstring("not a regular file"));
}

TEST_CASE("a write-protected file is not replaced, and a private one stays private", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  AtomicFile(path).commit("old");
  chmod(path.c_str(), 0444);
  CHECK_THROWS_WITH(AtomicFile(path), ContainsSubstring("is write-protected"));
  chmod(path.c_str(), 0600);
  AtomicFile(path).commit("new");
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(read_bytes(path) == "new");
}

TEST_CASE("of two that write one file the second is refused while the first is at it", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  std::filesystem::create_symlink("a.h5", directory / "link.h5");
  AtomicFile first(path);
  const auto also_writes = [&](const std::string& name) { return [=, &directory] { AtomicFile(directory / name); }; };
  CHECK(status_in_child(also_writes("a.h5"), "is being written by another run") == 4);
  CHECK(status_in_child(also_writes("link.h5"), "is being written by another run") == 4);
  CHECK(status_in_child(also_writes("b.h5"), "") == 0);
  first.commit("first");
  { const AtomicFile gone = std::move(first); }
  CHECK(status_in_child([&] { AtomicFile(path).commit("second"); }, "") == 0);
  CHECK(read_bytes(path) == "second");
}
