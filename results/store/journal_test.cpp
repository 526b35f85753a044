#include "results/store/journal.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <random>
#include <thread>

#include "results/store/file.hpp"
#include "results/store/output_error.hpp"
#include "results/store/regular_file.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

using namespace plumbline;

namespace {

constexpr int kUnits = 12;

// A study of kUnits units; one byte goes to `log` for each unit that is computed, before it is.
void run_study(const std::string& path, const std::string& log) {
  const Provenance provenance = provenance_now("study", {{"a", "text"}}, {7}, Times::left_out);
  StudyJournal journal(path, "test", provenance);
  std::vector<double> column;
  for (int i = 0; i < kUnits; ++i) {
    const std::vector<double>& row = journal.row("unit " + std::to_string(i), [&] {
      const int file = open(log.c_str(), O_CREAT | O_APPEND | O_WRONLY, 0600);
      if (write(file, ".", 1) != 1) _exit(3);
      close(file);
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
      return std::vector<double>(static_cast<std::size_t>(i % 3), std::sin(i));
    });
    for (const double x : row) column.push_back(x);
  }
  Table table("Study");
  table.add_axis({"row", "1", "row", column});
  ResultFile file = ResultFile::create(path, provenance);
  file.write(table, "study");
  file.finish();
  journal.remove();
}

// True if the study ended by itself before it was killed.
bool run_and_kill(const std::string& path, const std::string& log, std::chrono::microseconds delay) {
  const pid_t child = fork();
  if (child == 0) {
    run_study(path, log);
    _exit(0);
  }
  std::this_thread::sleep_for(delay);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status);
}

}  // namespace

TEST_CASE("a study killed at 25 random moments ends with the same bytes, and no unit is computed thrice", "[exact]") {
  const TestDirectory directory;
  run_study(directory / "never_killed.h5", directory / "log0");
  const std::string reference = read_bytes(directory / "never_killed.h5");

  std::mt19937 random(20240501);
  int n_kills = 0, n_finished = 0;
  std::size_t n_computed_twice = 0;
  while (n_kills < 25) {
    const std::string path = directory / "killed.h5";
    const std::string log = directory / "log1";
    std::filesystem::remove(path);
    std::filesystem::remove(log);
    std::size_t n_kills_of_this_study = 0;
    for (bool finished = false; !finished;) {
      // Later limits give the study a chance to end even on a busy machine.
      const auto limit = static_cast<int>(20'000 * (n_kills_of_this_study + 1));
      const bool exited =
          run_and_kill(path, log, std::chrono::microseconds(std::uniform_int_distribution(0, limit)(random)));
      // A kill after the partial file was removed comes too late to interrupt anything: the study is done.
      finished = exited || (std::filesystem::exists(path) && !std::filesystem::exists(path + ".partial"));
      for (const std::string& name : directory.names()) {
        if (name.find(".h5") != std::string::npos) CHECK_NOTHROW(ResultFile::open(directory / name, true));
      }
      if (!exited) ++n_kills, ++n_kills_of_this_study;
    }
    CHECK(read_bytes(path) == reference);
    const std::size_t n_computed = read_bytes(log).size();
    CHECK(n_computed <= kUnits + n_kills_of_this_study);
    n_computed_twice += n_computed - kUnits;
    ++n_finished;
  }
  WARN(n_kills << " kills, " << n_finished << " studies, " << n_computed_twice << " units computed again");
  CHECK_FALSE(std::filesystem::exists(directory / "killed.h5.partial"));
}

TEST_CASE("the partial file of another study is refused", "[bad-input]") {
  const TestDirectory directory;
  const auto open_journal = [&](const std::string& identity, std::uint64_t seed) {
    return StudyJournal(directory / "a.h5", identity, provenance_now("study", {{"a", "text"}}, {seed}));
  };
  open_journal("steps 32", 1).row("u", [] { return std::vector<double>{1.0}; });
  CHECK(open_journal("steps 32", 1).n_rows() == 1);
  CHECK_THROWS_WITH(open_journal("steps 64", 1), ContainsSubstring("another study"));
  CHECK_THROWS_WITH(open_journal("steps 32", 2), ContainsSubstring("another study"));
}
