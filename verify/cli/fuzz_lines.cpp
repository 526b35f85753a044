#include <algorithm>
#include <filesystem>

#include "verify/cli/fuzz_kinds.hpp"
#include "verify/testing/test_directory.hpp"

namespace plumbline {
namespace {

/// One word is replaced by another or mutated, left out, or said twice.
std::vector<std::string> mutated_line(std::vector<std::string> words, Mutator& mutator,
                                      const std::vector<std::string>& others) {
  for (std::size_t n = 1 + mutator.below(3); n > 0 && !words.empty(); --n) {
    const std::size_t at = mutator.below(words.size());
    const auto place = words.begin() + static_cast<std::ptrdiff_t>(at);
    switch (mutator.below(4)) {
      case 0:
        *place = others[mutator.below(others.size())];
        break;
      case 1:
        words.insert(place, others[mutator.below(others.size())]);
        break;
      case 2:
        words.erase(place);
        break;
      default:
        *place = mutator.mutated(*place, others);
        place->erase(std::remove(place->begin(), place->end(), '\0'), place->end());
    }
  }
  return words;
}

std::string one_a_line(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + '\n';
  return text;
}

}  // namespace

void fuzz_lines(FuzzRun& run) {
  const TestDirectory directory;
  std::filesystem::current_path(directory.path());  // whatever a line names lies here
  const std::vector<std::vector<std::string>> lines = {
      {"law", "nowhere", "--w", "1", "--steps", "8", "--power", "2", "--at", "0.5", "--out", "a.h5"},
      {"sample", "nowhere", "--w", "1", "--steps", "8", "--paths", "9", "--seed", "1", "--out", "a.h5"},
      {"verify", "--case", "nowhere", "--claim", "S2", "--seed", "3", "--junit", "a.xml", "--threads", "1"},
      {"mutants", "--case", "nowhere", "--claim", "S2"},
      {"study", "error-vs-n", "nowhere", "--steps", "8", "16", "--w", "1", "--schedule", "li"},
      {"study", "error-vs-n", "nowhere", "--steps", "8", "--shard", "1/2", "--out", "a.h5"},
      {"study", "guidance-scale", "nowhere", "--trials", "9", "--w", "1", "2", "--seed", "5", "--json"},
      {"show", "nowhere.h5", "--json"},
      {"report", "nowhere.h5", "-o", "a.html"},
      {"compare", "nowhere.h5", "neither.h5", "--part"},
      {"merge", "nowhere.h5", "neither.h5", "--out", "a.h5"},
      {"check", "nowhere", "--samples", "a.npy", "--w", "1", "--steps", "8", "--against", "data", "--out", "a.h5"},
      {"times", "--steps", "8", "--schedule", "edm:0.002,80,7", "--scheme", "ddim:0.5", "--json"},
      {"mutants", "--case", "nowhere", "--claim", "S2", "--out", "a.h5"},
      {"claims", "--mutants"}};
  const std::vector<std::string> others = {
      "-1",        "1e20",      "nan",       "inf", "1e-400",   "18446744073709551616",
      "",          "-",         "--",        "=",   "--w",      "--steps=1e30",
      "--seed",    "--out",     "/dev/zero", ".",   "\x1b[31m", "\xff\xfe",
      "--help",    "--version", "study",     "[",   "0x10",     "1,2",
      "--threads", "--force"};
  for (long i = 0; i < run.n; ++i) {
    const std::vector<std::string> line = mutated_line(lines[run.mutator.below(lines.size())], run.mutator, others);
    run.tally.add(answer(line), one_a_line(line));
    run.tally.report(i + 1);
  }
}

}  // namespace plumbline
