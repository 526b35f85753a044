#include "verify/cli/merge_shards.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "results/store/journal.hpp"
#include "results/store/shard_file.hpp"
#include "theory/base/input_error.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"

namespace plumbline {
namespace {

/// What the rows depend on, without the mark of the program that made them.
std::string settings_in(const std::string& identity) { return identity.substr(0, identity.find("\nprogram ")); }

/// The command of the shards, told where to write.
std::vector<std::string> command_words(const std::string& command, const ShardMerge& merge) {
  std::vector<std::string> words = shell_words(command);
  for (const std::string& word : words) {
    if (!word.starts_with("--junit") && !word.starts_with("--keep")) continue;
    // no shard has these, and they would write where a stranger says
    throw InputError("says where to write", "the command of the shards", "leave " + word + " to merge, or out");
  }
  words.insert(words.end(), {"--out", merge.out, "--progress", "none"});
  if (merge.force) words.emplace_back("--force");
  if (merge.json) words.emplace_back("--json");
  if (!merge.junit.empty()) words.insert(words.end(), {"--junit", merge.junit});
  return words;
}

/// Runs a command whose work is units, as from a shell.
ExitStatus run_words(std::vector<std::string> words) {
  set_command_line(shell_line(words));
  const auto app = make_app("plumbline", "", "");
  Action action;
  add_study_command(*app, action);
  add_mutants_command(*app, action);
  add_random_command(*app, action);
  add_verify_command(*app, action);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  parse(*app, static_cast<int>(argv.size()), argv.data());
  return action();
}

/// What the run of these rows goes on from, where an interrupted run would have left it. InputError if they are of
/// another build than this program; `path` is one of the files.
void leave_rows(JoinedShards joined, const std::string& path, const std::string& out) {
  const Provenance here = provenance_now("merge", joined.provenance.cases, joined.provenance.seeds);
  const std::string settings = settings_in(joined.identity);
  if (!same_inputs(here, joined.provenance) || identity_of(settings, here) != joined.identity) {
    throw InputError("is of another build than this program", path, "merge with the build that made the files");
  }
  StudyJournal(out, settings, here).put(std::move(joined.rows));
}

}  // namespace

ExitStatus merge_shards(const std::vector<std::string>& paths, const std::vector<Results>& files,
                        const ShardMerge& merge) {
  const JoinedShards joined = joined_shards(paths, files);
  const bool was_there = std::filesystem::exists(merge.out + ".partial");
  leave_rows(joined, paths.front(), merge.out);
  try {
    return run_words(command_words(joined.command, merge));
  } catch (...) {
    if (!was_there) std::filesystem::remove(merge.out + ".partial");
    throw;
  }
}

ExitStatus gather_rows(const std::vector<std::string>& paths, const std::vector<Results>& files,
                       const std::string& out) {
  JoinedShards joined = joined_rows(paths, files);
  const std::size_t n_rows = joined.rows.size();
  leave_rows(std::move(joined), paths.front(), out);
  fmt::print("{} rows are in {}.partial; the command of the run goes on from there\n", n_rows, out);
  return ExitStatus::holds;
}

}  // namespace plumbline
