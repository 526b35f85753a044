#include "verify/cli/merge_shards.hpp"

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
  add_verify_command(*app, action);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  parse(*app, static_cast<int>(argv.size()), argv.data());
  return action();
}

}  // namespace

ExitStatus merge_shards(const std::vector<std::string>& paths, const std::vector<Results>& files,
                        const ShardMerge& merge) {
  JoinedShards joined = joined_shards(paths, files);
  const Provenance here = provenance_now("merge", joined.provenance.cases, joined.provenance.seeds);
  const std::string settings = settings_in(joined.identity);
  if (!same_inputs(here, joined.provenance) || identity_of(settings, here) != joined.identity) {
    throw InputError("is of another build than this program", paths.front(), "merge with the build that made the shards");
  }
  // the rows stand where an interrupted run would have left them, and the same command goes on from there
  const bool was_there = std::filesystem::exists(merge.out + ".partial");
  StudyJournal journal(merge.out, settings, here);
  journal.put(std::move(joined.rows));
  try {
    return run_words(command_words(joined.command, merge));
  } catch (...) {
    if (!was_there) journal.remove();
    throw;
  }
}

}  // namespace plumbline
