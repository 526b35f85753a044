#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "results/store/atomic_file.hpp"
#include "verify/cli/commands.hpp"

/// What every kind of fuzzing shares: a mutator of bytes, the command run in this process, and a tally of its answers.
namespace plumbline {

// Of the clock, on a busy machine; the guard gives its child ten of the processor.
inline constexpr unsigned kSecondsToAnswer = 300;
inline constexpr long kInputsPerLine = 5000;  // of progress

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

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
inline Answer answer(std::vector<std::string> words) {
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

/// Lines without those of progress, which a slow machine has time for.
inline long lines_said(const std::string& text) {
  const std::string progress = " s left";
  long n = 0;
  for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != text.npos; begin = end + 1) {
    n += text.substr(begin, end - begin).ends_with(progress) ? 0 : 1;
  }
  return n;
}

/// How often each exit status came; ends the process if one is not 0 .. 4, or comes without exactly one line.
class Tally {
 public:
  void add(const Answer& answer, const std::string& input) {
    const long n_lines = lines_said(answer.line);
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

}  // namespace plumbline
