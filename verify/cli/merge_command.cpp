#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "results/compare/merge.hpp"
#include "results/report/show.hpp"
#include "results/store/safe_output.hpp"
#include "results/store/shard_file.hpp"
#include "theory/base/input_error.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/merge_shards.hpp"
#include "verify/cli/run_options.hpp"

namespace plumbline {
namespace {

struct MergeOptions {
  std::vector<std::string> files;
  ShardMerge to;
  bool partial = false;
};

/// Runs of different seeds: their Monte Carlo means are added up.
ExitStatus add_up(const std::vector<Results>& runs, const ShardMerge& to) {
  if (runs.size() < 2) throw InputError("a single run", "merge", "name two or more that differ in their seeds");
  if (!to.junit.empty()) throw InputError("these are no shards of verify", "--junit", "leave it out");
  Results sum = runs.front();
  for (std::size_t i = 1; i < runs.size(); ++i) sum = merged(sum, runs[i]);
  ResultFile file = ResultFile::create(to.out, sum.provenance);
  for (const auto& [name, table] : sum.tables) file.write(table, name);
  const auto print = [&] {
    if (to.json) fmt::print("{}", show(sum, ShowFormat::json));
  };
  deliver_each({[&] { file.finish(); }, print});
  return ExitStatus::holds;
}

ExitStatus run(const MergeOptions& options) {
  require_safe_output(options.to.out, options.files, options.to.force, OutputKind::results);
  std::vector<Results> files;
  for (const std::string& path : options.files) files.push_back(ResultFile::open(path, options.partial));
  if (options.partial) return gather_rows(options.files, files, options.to.out);
  return std::any_of(files.begin(), files.end(), is_shard) ? merge_shards(options.files, files, options.to)
                                                           : add_up(files, options.to);
}

}  // namespace

void add_merge_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<MergeOptions>();
  CLI::App& command =
      add_command(app, "merge", "Join the shards of one run; or add up runs of one study that differ in their seeds");
  at_least(add_option(command, "FILE", options->files, "Results files", Need::required), 1);
  add_option(command, "--out", options->to.out, "The results file to write", Need::required);
  add_flag(command, "--force", options->to.force, "Let --out replace a file that plumbline did not write");
  add_flag(command, "--json", options->to.json, "Print the whole as one JSON object");
  add_option(command, "--junit", options->to.junit, "Write a JUnit XML file, from shards of verify");
  add_flag(command, "--partial", options->partial,
           "Put rows of shards and partial files into OUT.partial, for the run itself to go on from, and write no OUT");
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
