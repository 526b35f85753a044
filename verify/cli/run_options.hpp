#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/store/file.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/parser.hpp"
#include "verify/output/terminal.hpp"
#include "verify/units/shard.hpp"

namespace plumbline {

/// Options that every command which computes something shares.
struct RunOptions {
  int threads = 0;
  bool json = false;
  bool reproducible = false;
  bool force = false;
  std::string out;
  std::string progress = "auto";
  std::optional<Shard> shard;  ///< nothing: all units

  /// Adds --threads, --json, --reproducible, --out, --force and --progress.
  void add_to(CLI::App& command);
  /// The same without --threads.
  void add_output_to(CLI::App& command);
  /// Adds --shard, for commands whose work is units; after add_to().
  void add_shard_to(CLI::App& command);
  /// Their names: options that change how a command runs, and none of its numbers.
  static const std::vector<std::string>& names();
  ProgressMode progress_mode() const;
  /// True if a results file is asked for; before check() it may turn out to be no good one.
  bool has_file() const;
  /// True if this process is to write it: of several ranks the first.
  bool writes() const;
  /// Throws InputError if --out is no file that may be written, or one of `inputs`, which are read.
  void check(const std::vector<std::string>& inputs) const;

 private:
  const CLI::Option* out_option_ = nullptr;
};

/// The results file of a command, if --out asks for one.
///
/// Opened before the work starts, so that an unwritable path costs nothing; without finish() nothing is left behind.
class RunOutput {
 public:
  RunOutput(const RunOptions& options, const std::vector<Case>& cases, std::vector<std::uint64_t> seeds);

  const Provenance& provenance() const { return provenance_; }
  void write(const Table& table, const std::string& group);
  void finish();
  /// Gives every table the command that makes it, writes all and finishes the file.
  void store(std::vector<std::pair<std::string, Table>>& tables);
  /// Prints the tables as `show` would.
  void print(std::vector<std::pair<std::string, Table>> tables, bool as_json) const;

 private:
  Provenance provenance_;
  std::optional<ResultFile> file_;
};

/// The case of this name or file, with the points that it asks for.
Case load_any_case(const std::string& name);
/// The same for a list.
std::vector<Case> load_cases(const std::vector<std::string>& names);
/// The files that the cases were read from.
std::vector<std::string> files_of(const std::vector<Case>& cases);

/// Runs all of `actions`, each of which delivers something, and throws the first exception only then: what fails does
/// not take the others with it.
void deliver_each(const std::vector<std::function<void()>>& actions);

/// The command line of this process, for provenance; set once by main.
void set_command_line(std::string line);
const std::string& command_line();
/// The same without what changes none of the numbers: where it writes, how it prints, how many threads and which shard.
std::string whole_command_line();

}  // namespace plumbline
