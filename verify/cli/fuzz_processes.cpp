#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <set>

#include "results/store/file.hpp"
#include "results/store/output_error.hpp"
#include "results/store/regular_file.hpp"
#include "verify/cli/fuzz_kinds.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/standard_streams.hpp"
#include "verify/testing/test_directory.hpp"

namespace plumbline {
namespace {

enum class Stream { kept, closed, full, no_reader, wrong_way };

/// What a process finds around it.
struct Surroundings {
  std::array<Stream, 3> streams{};
  std::vector<std::pair<std::string, std::string>> variables;
  rlim_t largest_file = RLIM_INFINITY;
  rlim_t most_files = 256;
};

using Texts = std::vector<std::string>;

const Texts& odd_values() {
  static const Texts values = {"",   "0",   "-1", "1",     "18446744073709551616", "abc",  "/nowhere",
                               "1x", "::/", ".",  "\x1b[", "tr_TR.UTF-8",          "TRUE", "\xff\xfe"};
  return values;
}

Surroundings surroundings(Mutator& mutator) {
  static const Texts names = {"COLUMNS", "LINES",  "TERM",     "NO_COLOR", "LC_ALL",           "LANG",
                              "HOME",    "TMPDIR", "TZ",       "PATH",     "HDF5_PLUGIN_PATH", "HDF5_USE_FILE_LOCKING",
                              "PWD",     "SHELL",  "LANGUAGE", "HDF5_DRIVER", "HDF5_EXTFILE_PREFIX", "OMP_NUM_THREADS"};
  Surroundings found;
  for (Stream& stream : found.streams) {
    if (mutator.below(2) == 0) stream = static_cast<Stream>(mutator.below(5));
  }
  for (std::size_t n = mutator.below(3); n > 0; --n) {
    found.variables.emplace_back(names[mutator.below(names.size())], odd_values()[mutator.below(odd_values().size())]);
  }
  if (mutator.below(4) == 0) found.largest_file = mutator.below(40000);
  if (mutator.below(8) == 0) found.most_files = 3 + mutator.below(12);
  return found;
}

/// In a child: gives `number` to what the surroundings say.
void redirect(int number, Stream stream) {
  if (stream == Stream::kept) return;
  close(number);
  if (stream == Stream::full) open("/dev/full", O_RDWR);
  if (stream == Stream::wrong_way) open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY);
  if (stream == Stream::no_reader) {
    int ends[2];
    if (pipe(ends) != 0) return;
    dup2(ends[1], number);
    for (const int end : ends) {
      if (end != number) close(end);
    }
  }
}

[[noreturn]] void run_child(Texts words, const Surroundings& around, const std::string& said) {
  alarm(kSecondsToAnswer);
  const int in = open("/dev/null", O_RDONLY), out = open(said.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
  dup2(in, STDIN_FILENO), dup2(in, STDOUT_FILENO), dup2(out, STDERR_FILENO);
  const int null = open("/dev/null", O_WRONLY);
  dup2(null, STDOUT_FILENO);
  for (int number = STDERR_FILENO + 1; number < 64; ++number) close(number);
  stdout = fdopen(STDOUT_FILENO, "w");
  for (const auto& [name, value] : around.variables) setenv(name.c_str(), value.c_str(), 1);
  for (int number = 0; number < 3; ++number) redirect(number, around.streams[static_cast<std::size_t>(number)]);
  const rlimit files{around.most_files, around.most_files}, size{around.largest_file, around.largest_file};
  setrlimit(RLIMIT_NOFILE, &files);
  setrlimit(RLIMIT_FSIZE, &size);
  words.insert(words.begin(), "plumbline");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  secure_standard_streams();
  int status = 0;
  {
    const Interrupt interrupt;
    status = run_command(static_cast<int>(words.size()), argv.data());
  }
  _exit(status);
}

/// The folder in which all runs, and what must not change there.
class Home {
 public:
  Home() {
    std::filesystem::current_path(directory_.path());
    write_text("case.toml",
               "name = \"small\"\n[[component]]\nweight = 0.5\nmean = [2.0]\ncovariance = 1.0\nclass = 1\n"
               "[[component]]\nweight = 0.5\nmean = [-2.0]\ncovariance = 0.5\nclass = 2\n"
               "[guidance]\nkind = \"classifier-free\"\nclass = 1\n");
    write_text("notes.txt", "mine");
    write_text("samples.csv", "0.5\n-0.5\n1.0\n");
    const Texts sample = {"sample", "case.toml", "--w", "1", "--steps", "4", "--paths", "9", "--out", "kept.h5"};
    const Texts study = {"study", "guidance-scale", "case.toml", "--steps", "4", "--trials", "9", "--w", "1", "--out"};
    Texts first = study, second = study;
    first.insert(first.end(), {"old.h5", "--seed", "1"});
    second.insert(second.end(), {"other.h5", "--seed", "2"});
    for (const Texts& line : {sample, first, second}) {
      if (answer(line).status != 0) std::abort();
    }
    for (const std::string& name : directory_.names()) kept_[name] = read_bytes(name);
  }

  /// What a run has spoilt, in words, or nothing. What is there may be replaced by whole files of its kind alone, and
  /// what is new is whole, whatever name the line gave it.
  std::string damage() const {
    for (const auto& [name, bytes] : kept_) {
      if (!std::filesystem::exists(name)) return name + " is gone";
      if (name.ends_with(".h5") ? !is_whole(name) : read_bytes(name) != bytes) return name + " has changed";
    }
    for (const std::string& name : directory_.names()) {
      if (kept_.contains(name) || name == said) continue;
      if (!is_whole(name) && !is_whole_text(name)) return name + " is left behind";
    }
    return "";
  }

  void tidy() const {
    for (const std::string& name : directory_.names()) {
      if (!kept_.contains(name)) std::filesystem::remove(name);
    }
    for (const auto& [name, bytes] : kept_) {
      if (read_bytes(name) != bytes) write_text(name, bytes);
    }
  }

  static constexpr const char* said = "said";  ///< what standard error got

 private:
  static bool is_whole(const std::string& name) {
    try {
      ResultFile::open(name, true);
      return true;
    } catch (const OutputError&) {
      return false;
    }
  }

  /// A report or a JUnit file to its last line.
  static bool is_whole_text(const std::string& name) {
    const std::string bytes = read_bytes(name);
    return bytes.ends_with("</html>\n") || bytes.ends_with("</testsuites>\n");
  }

  TestDirectory directory_;
  std::map<std::string, std::string> kept_;
};

const std::vector<Texts>& working_lines() {
  static const std::vector<Texts> lines = {
      {"sample", "case.toml", "--w", "1", "--steps", "4", "--paths", "999", "--threads", "1", "--out", "old.h5"},
      {"law", "case.toml", "--w", "1", "--steps", "4", "--no-limit", "--out", "old.h5"},
      {"verify", "--claim", "S2", "--case", "case.toml", "--threads", "1", "--out", "old.h5", "--junit", "a.xml"},
      {"study", "strong-order", "case.toml", "--steps", "2", "4", "--paths", "9", "--out", "old.h5"},
      {"study", "guidance-scale", "case.toml", "--steps", "4", "--trials", "9", "--w", "1", "2", "--out", "old.h5"},
      {"check", "case.toml", "--samples", "samples.csv", "--w", "0", "--steps", "2", "--out", "old.h5"},
      {"merge", "old.h5", "other.h5", "--out", "new.h5", "--json"},
      {"report", "old.h5", "other.h5", "-o", "a.html"},
      {"show", "old.h5"},
      {"show", "kept.h5", "--json"},
      {"compare", "old.h5", "other.h5"},
      {"times", "--steps", "4", "--json"},
      {"cases"},
      {"claims"},
      {"law", "--help"},
      {"nonsense"}};
  return lines;
}

/// Sometimes another word in the place of one: names of files, and options that cost no time.
Texts slightly_wrong(Texts line, Mutator& mutator) {
  static const Texts others = {"case.toml", "old.h5", "kept.h5", "notes.txt", "samples.csv",     "/dev/full", ".",
                               "",          "--json", "a.h5",    "/dev/null", "nowhere/file.h5", "--out",     "\x1b[31m"};
  if (mutator.below(3) == 0) line[mutator.below(line.size())] = others[mutator.below(others.size())];
  return line;
}

std::string told(const Texts& line, const Surroundings& around) {
  std::string text = "plumbline";
  for (const std::string& word : line) text += " '" + word + "'";
  for (const auto& [name, value] : around.variables) text += fmt::format("\n{}='{}'", name, value);
  for (const Stream stream : around.streams) text += fmt::format("\nstream {}", static_cast<int>(stream));
  return text + fmt::format("\nfiles of at most {} bytes, {} open\n", around.largest_file, around.most_files);
}

}  // namespace

void fuzz_processes(FuzzRun& run) {
  const Home home;
  for (long i = 0; i < run.n; ++i) {
    const Texts line = slightly_wrong(working_lines()[run.mutator.below(working_lines().size())], run.mutator);
    const Surroundings around = surroundings(run.mutator);
    const pid_t child = fork();
    if (child == 0) run_child(line, around, Home::said);
    int status = 0;
    waitpid(child, &status, 0);
    const bool unheard = WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE &&
                         std::count(around.streams.begin(), around.streams.end(), Stream::no_reader) > 0;
    const bool heard = around.streams[2] == Stream::kept && around.largest_file > 4096;
    const std::string damage = home.damage();
    // what nobody could hear is no line; a status of -1 is refused
    Answer seen{WIFEXITED(status) ? WEXITSTATUS(status) : unheard ? 0 : -1, heard ? read_bytes(Home::said) : "\n"};
    if (!damage.empty()) seen = {-1, damage + "\n"};
    run.tally.add(seen, told(line, around));
    home.tidy();
    run.tally.report(i + 1);
  }
}

}  // namespace plumbline
