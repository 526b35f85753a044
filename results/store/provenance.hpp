#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline {

/// Name and TOML text of a case that a run used.
struct CaseText {
  std::string name;
  std::string text;

  bool operator==(const CaseText&) const = default;
};

/// Refuses what a results file could not hold, or not tell apart: two cases of one name, a name or text with a zero
/// byte in it, more than 64 MiB of text in one case. InputError; called by provenance_now(), before any work.
void require_storable(const std::vector<CaseText>& cases);

/// Whether a run records when it ran. A reproducible file has no times, so that equal inputs give equal bytes.
enum class Times { recorded, left_out };

/// Where the numbers of a results file come from: what was run, on which inputs, by which build, where and when.
///
/// `start` and `end` are UTC, ISO 8601 ("2024-05-01T12:00:00Z"), and empty in a reproducible file.
struct Provenance {
  std::string command_line;
  std::vector<CaseText> cases;
  std::vector<std::uint64_t> seeds;  ///< one per run; a merged file lists the seeds of all its runs
  std::string git_commit;            ///< 40 hex digits, or "unknown" when built outside a git checkout
  bool git_dirty = false;            ///< the checkout had uncommitted changes when it was built
  std::string compiler;
  std::string flags;
  std::string cpu;
  std::string start;
  std::string end;
};

/// The provenance of a run that starts now: `build` and machine are filled in, `end` is set by ResultFile::finish.
/// InputError if require_storable() refuses the cases.
Provenance provenance_now(std::string command_line, std::vector<CaseText> cases, std::vector<std::uint64_t> seeds,
                          Times times = Times::recorded);

/// The present moment as UTC, ISO 8601, to the second.
std::string utc_now();

/// `argv` as one line that a POSIX shell splits into the same words.
std::string shell_line(const std::vector<std::string>& words);
/// The words of a line that shell_line() made.
std::vector<std::string> shell_words(std::string_view line);

}  // namespace plumbline
