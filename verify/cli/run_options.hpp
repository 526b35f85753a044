#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/store/file.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/parser.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {

/// Options that every command which computes something shares.
struct RunOptions {
  int threads = 0;
  bool json = false;
  bool reproducible = false;
  std::string out;
  std::string progress = "auto";

  /// Adds --threads, --json, --reproducible, --out and --progress.
  void add_to(CLI::App& command);
  /// The same without --threads.
  void add_output_to(CLI::App& command);
  /// Their names: options that change how a command runs, and none of its numbers.
  static const std::vector<std::string>& names();
  ProgressMode progress_mode() const;
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
  /// Writes every table with the command that makes it, finishes the file and prints what is in it.
  void deliver(std::vector<std::pair<std::string, Table>> tables, bool as_json);

 private:
  Provenance provenance_;
  std::optional<ResultFile> file_;
};

/// The cases of these names or files.
std::vector<Case> load_cases(const std::vector<std::string>& names);

/// The command line of this process, for provenance; set once by main.
void set_command_line(int argc, char** argv);
const std::string& command_line();

}  // namespace plumbline
