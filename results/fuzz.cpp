// Mutated case files and results files, fed to the readers that the command uses. Build it with the sanitizers (preset
// debug). Usage: plumbline_fuzz cases|results N SEED [FILE]; FILE is a results file to mutate instead of a built-in one
// (one without a seal reaches deeper: `h5repack` writes one). Ends with a line of counts, exit 0; any other exception than
// the two for bad input, a crash or five minutes without an answer ends the process otherwise.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "results/atomic_file.hpp"
#include "results/compare.hpp"
#include "results/file.hpp"
#include "results/monte_carlo.hpp"
#include "results/output_error.hpp"
#include "results/report.hpp"
#include "results/seal.hpp"
#include "results/show.hpp"
#include "results/test_directory.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/input_error.hpp"

#if defined(__SANITIZE_ADDRESS__)
// HDF5 1.10 itself leaks a few blocks when it gives up on a damaged file.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }
#endif

namespace plumbline {
namespace {

constexpr unsigned kSecondsToAnswer =
    300;  // of the clock, on a busy machine; the guard gives its child ten of the processor

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

  std::string mutated(std::string bytes, const std::vector<std::string>& words) {
    for (std::size_t n = 1 + below(4); n > 0 && !bytes.empty(); --n) {
      const std::size_t at = below(bytes.size());
      const std::size_t length = 1 + below(std::min<std::size_t>(64, bytes.size() - at));
      switch (below(6)) {
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

using Counts = std::map<std::string, long>;

template <class Function>
void try_one(Counts& counts, const Function& function) {
  alarm(kSecondsToAnswer);
  try {
    function();
    ++counts["accepted"];
  } catch (const InputError&) {
    ++counts["refused as bad input"];
  } catch (const OutputError&) {
    ++counts["refused as a bad file"];
  }
  alarm(0);
}

void fuzz_cases(long n, Mutator& mutator, Counts& counts) {
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
  std::vector<std::string> texts;
  for (const std::string& name : built_in_case_names()) texts.push_back(load_case(name).text);
  for (long i = 0; i < n; ++i) {
    const std::string text = mutator.mutated(texts[mutator.below(texts.size())], words);
    try_one(counts, [&] { parse_case(text, "fuzz"); });
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

void fuzz_results(long n, Mutator& mutator, Counts& counts, const std::string& corpus) {
  const TestDirectory directory;
  const std::string path = directory / "fuzz.h5";
  std::string original = small_file(path);
  const Results reference = ResultFile::open(path);
  if (!corpus.empty()) original = read_bytes(corpus);
  if (check_seal(original) == Seal::intact) original.resize(original.size() - kSealLength);
  for (long i = 0; i < n; ++i) {
    std::string bytes = mutator.mutated(original, {});
    // Every other file keeps a seal of the unharmed bytes, as after a fault of the disk.
    if (i % 2 == 0) bytes += seal_of(original);
    AtomicFile(path).commit(bytes);
    try_one(counts, [&] {
      const Results results = ResultFile::open(path, true);
      for (const ShowFormat format : {ShowFormat::text, ShowFormat::latex, ShowFormat::json}) show(results, format);
      report_html({results});
      compare(reference, results);
      compare(results, reference);
    });
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
  Counts counts;
  if (kind == "cases") fuzz_cases(n, mutator, counts);
  if (kind == "results") fuzz_results(n, mutator, counts, argc > 4 ? argv[4] : "");
  for (const auto& [what, count] : counts) fmt::print("{} {}; ", count, what);
  fmt::print("no crash, no hang\n");
  return 0;
}
