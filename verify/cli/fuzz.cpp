// Mutated case files and results files, fed to the command: in one process, through run_command(), because a hundred
// thousand starts of a process under the sanitizers (preset debug) would take a day. The alternatives to an exit status
// of 0 .. 4, with one line if it is 2 or 4, end the fuzzer: a crash, five minutes without an answer, or an internal
// error.
//
// usage: plumbline_fuzz cases|results N SEED [FILE]
//   cases    `cases --show F` on each, and on one accepted case in twenty `verify --claim S2`
//   results  show, report, compare or merge; FILE is mutated instead of a built-in file (one without a seal reaches
//            deeper: `h5repack` writes one)

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "results/store/atomic_file.hpp"
#include "results/store/file.hpp"
#include "results/store/regular_file.hpp"
#include "results/store/seal.hpp"
#include "results/table/monte_carlo.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/testing/test_directory.hpp"

#if defined(__SANITIZE_ADDRESS__)
// HDF5 1.10 itself leaks a few blocks when it gives up on a damaged file.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }
#endif

namespace plumbline {
namespace {

// Of the clock, on a busy machine; the guard gives its child ten of the processor.
constexpr unsigned kSecondsToAnswer = 300;
constexpr long kOneInSoManyIsRun = 20;
constexpr long kInputsPerLine = 5000;  // of progress

void write_text(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

  std::string mutated(std::string bytes, const std::vector<std::string>& words) {
    for (std::size_t n = below(2) == 0 ? 1 : 1 + below(4); n > 0 && !bytes.empty(); --n) {
      const std::size_t at = below(bytes.size());
      const std::size_t length = 1 + below(std::min<std::size_t>(64, bytes.size() - at));
      switch (below(7)) {
        case 0:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
          break;
        case 1:
          bytes[at] = static_cast<char>(below(256));
          break;
        case 2:
          bytes.erase(at, length);
          break;
        case 3:
          bytes.insert(below(bytes.size()), bytes.substr(at, length));
          break;
        case 4:
          bytes.replace(at, length, std::string(length, below(2) == 0 ? '\0' : '\xff'));
          break;
        case 5: {  // another digit: most texts stay grammatical, and their numbers change
          const std::size_t digit = bytes.find_first_of("0123456789", at);
          if (digit != std::string::npos) bytes[digit] = static_cast<char>('0' + below(10));
          break;
        }
        default:
          if (words.empty()) {
            bytes.resize(at);
          } else {
            bytes.replace(at, below(length), words[below(words.size())]);
          }
      }
    }
    return bytes;
  }

 private:
  std::mt19937_64 random_;
};

/// What the command said and how it ended.
struct Answer {
  int status;
  std::string line;
};

/// Runs the command in this process; standard output goes to nowhere, what is meant for stderr is kept.
Answer answer(std::vector<std::string> words) {
  words.insert(words.begin(), "plumbline");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  char* text = nullptr;
  std::size_t length = 0;
  FILE* const terminal = std::exchange(stderr, open_memstream(&text, &length));
  alarm(kSecondsToAnswer);
  const int status = run_command(static_cast<int>(words.size()), argv.data());
  alarm(0);
  std::fclose(std::exchange(stderr, terminal));
  Answer answer{status, {text, length}};
  std::free(text);
  return answer;
}

/// How often each exit status came; ends the process if one is not 0 .. 4, or comes without exactly one line.
class Tally {
 public:
  void add(const Answer& answer, const std::string& input) {
    const auto n_lines = std::count(answer.line.begin(), answer.line.end(), '\n');
    const bool refused = answer.status == 2 || answer.status == 4;
    const bool internal = answer.line.find("internal error") != std::string::npos;
    if (answer.status < 0 || answer.status > 4 || internal || (refused && n_lines != 1)) {
      const std::string path = "fuzz-failure";
      AtomicFile(path).commit(input);
      fmt::print(stderr, "exit status {}; the input is in {}\n{}", answer.status, path, answer.line);
      std::exit(1);
    }
    ++counts_[answer.status];
  }
  /// Called with the number of inputs so far.
  void report(long n) const {
    if (n % kInputsPerLine == 0) fmt::print(stderr, "{} inputs: {}\n", n, text());
  }
  std::string text() const {
    std::string text;
    for (const auto& [status, count] : counts_) text += fmt::format("exit status {}: {} times; ", status, count);
    return text;
  }

 private:
  std::map<int, long> counts_;
};

void fuzz_cases(long n, Mutator& mutator, Tally& tally) {
  const std::vector<std::string> words = {"nan",
                                          "inf",
                                          "-1",
                                          "1e308",
                                          "0",
                                          "[",
                                          "]",
                                          "\"",
                                          "[[component]]",
                                          "class",
                                          "mean",
                                          "=",
                                          "#",
                                          "'''",
                                          "{",
                                          "9e999",
                                          "[guidance]",
                                          "covariance",
                                          "[[1.0, 0.0], [0.0, 1.0]]",
                                          "kind = \"cost\"",
                                          "[points]",
                                          "9223372036854775808"};
  const TestDirectory directory;
  const std::string path = directory / "fuzz.toml";
  std::vector<std::string> texts;
  for (const std::string& name : built_in_case_names()) texts.push_back(load_case(name).text);
  long n_accepted = 0;
  for (long i = 0; i < n; ++i) {
    const std::string text = mutator.mutated(texts[mutator.below(texts.size())], words);
    write_text(path, text);
    const Answer seen = answer({"cases", "--show", path});
    tally.add(seen, text);
    if (seen.status == 0 && n_accepted++ % kOneInSoManyIsRun == 0) {
      tally.add(answer({"verify", "--claim", "S2", "--case", path, "--threads", "1"}), text);
    }
    tally.report(i + 1);
  }
}

std::string small_file(const std::string& path) {
  Table table("Weak error", "plumbline study");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"a", "b"}});
  table.add_axis({"w", "1", "w", std::vector<double>{0.1, 1.0}});
  std::vector<Moments> moments(4);
  for (Moments& row : moments) row.add(1.0), row.add(2.0);
  add_monte_carlo(table, "mean_negative_cost", moments, "cost");
  table.add({"verdict", "1", "verdict", {"case"}, std::vector<std::string>{"HOLDS", "VIOLATED"}});
  ResultFile file = ResultFile::create(path, provenance_now("fuzz", {{"a", "name = \"a\""}}, {1}, Times::left_out));
  file.write(table, "guidance_scale");
  file.finish();
  return read_bytes(path);
}

void fuzz_results(long n, Mutator& mutator, Tally& tally, const std::string& corpus) {
  const TestDirectory directory;
  const std::string path = directory / "fuzz.h5", reference = directory / "reference.h5";
  std::string original = small_file(reference);
  if (!corpus.empty()) original = read_bytes(corpus);
  std::istringstream stream(original);
  if (check_seal(stream) == Seal::intact) original.resize(original.size() - kSealLength);
  const std::vector<std::vector<std::string>> commands = {{"show", path},
                                                          {"show", path, "--json"},
                                                          {"show", path, "--latex"},
                                                          {"report", path, "--out", directory / "report.html"},
                                                          {"compare", reference, path},
                                                          {"compare", path, reference},
                                                          {"merge", reference, path, "--out", directory / "sum.h5"}};
  for (long i = 0; i < n; ++i) {
    std::string bytes = mutator.mutated(original, {});
    // Every other file keeps a seal of the unharmed bytes, as after a fault of the disk.
    if (i % 2 == 0) bytes += seal_of(original);
    write_text(path, bytes);
    tally.add(answer(commands[mutator.below(commands.size())]), bytes);
    tally.report(i + 1);
  }
}

}  // namespace
}  // namespace plumbline

int main(int argc, char** argv) {
  using namespace plumbline;
  const std::string kind = argc > 1 ? argv[1] : "";
  if (argc < 4 || (kind != "cases" && kind != "results")) {
    fmt::print(stderr, "usage: plumbline_fuzz cases|results N SEED [FILE]\n");
    return 2;
  }
  const long n = std::strtol(argv[2], nullptr, 10);
  Mutator mutator(std::strtoull(argv[3], nullptr, 10));
  FILE* const output = std::exchange(stdout, std::fopen("/dev/null", "w"));
  Tally tally;
  if (kind == "cases") fuzz_cases(n, mutator, tally);
  if (kind == "results") fuzz_results(n, mutator, tally, argc > 4 ? argv[4] : "");
  std::fclose(std::exchange(stdout, output));
  fmt::print("{}no crash, no hang\n", tally.text());
  return 0;
}
