#include "results/store/provenance.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <set>
#include <utility>

#include "results/build_flags.hpp"
#include "results/git_state.hpp"
#include "results/store/text_limit.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/printable.hpp"

namespace plumbline {
namespace {

std::string cpu_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  constexpr std::string_view key = "model name";
  for (std::string line; std::getline(cpuinfo, line);) {
    const std::size_t colon = line.find(": ");
    if (line.compare(0, key.size(), key) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

void require_storable(const std::vector<CaseText>& cases) {
  std::set<std::string> names;
  for (const CaseText& item : cases) {
    const std::string where = "case \"" + printable(item.name) + "\"";
    if (!names.insert(item.name).second) {
      throw InputError("two cases have this name", where, "give each case a name of its own, and name each once");
    }
    if (item.name.find('\0') != std::string::npos || item.text.find('\0') != std::string::npos) {
      throw InputError("there is a zero byte in its name or text", where, "remove it from the case file");
    }
    if (std::max(item.name.size(), item.text.size()) > kLongestText) {
      throw InputError("it is longer than the 64 MiB that a results file keeps of a case", where,
                       "put points into a data file");
    }
  }
}

Provenance provenance_now(std::string command_line, std::vector<CaseText> cases, std::vector<std::uint64_t> seeds,
                          Times times) {
  require_storable(cases);
  return {.command_line = std::move(command_line),
          .cases = std::move(cases),
          .seeds = std::move(seeds),
          .git_commit = kGitCommit,
          .git_dirty = kGitDirty,
          .compiler = kCompiler,
          .flags = kCompilerFlags,
          .cpu = cpu_name(),
          .start = times == Times::recorded ? utc_now() : "",
          .end = ""};
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm broken_down{};
  gmtime_r(&now, &broken_down);
  char text[sizeof "2024-05-01T12:00:00Z"];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &broken_down);
  return text;
}

std::string shell_line(const std::vector<std::string>& words) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false, quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == ' ' && !quoted) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (c == '\'') {
      quoted = !quoted;
    } else {
      words.back() += c == '\\' && !quoted && i + 1 < line.size() ? line[++i] : c;
    }
  }
  return words;
}

}  // namespace plumbline
