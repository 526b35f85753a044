#include "results/store/provenance.hpp"

#include <ctime>
#include <fstream>
#include <string_view>
#include <utility>

#include "results/build_flags.hpp"
#include "results/git_state.hpp"

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

Provenance provenance_now(std::string command_line, std::vector<CaseText> cases, std::vector<std::uint64_t> seeds,
                          Times times) {
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

}  // namespace plumbline
