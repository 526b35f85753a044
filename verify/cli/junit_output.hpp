#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/store/atomic_file.hpp"
#include "verify/claim/claim.hpp"
#include "verify/cli/parser.hpp"
#include "verify/cli/run_options.hpp"

namespace plumbline {

/// The option --junit of a command that finds something, and its file.
class JunitOutput {
 public:
  void add_to(CLI::App& command);
  bool is_asked_for() const { return option_ != nullptr && is_given(*option_); }
  /// Before the work, so that what cannot be written costs nothing. Throws InputError where the path is that of --out, is
  /// one of `inputs`, or may not be written.
  void open(const RunOptions& run, const std::vector<std::string>& inputs);
  /// Writes the file, if open() was asked for one.
  void write(const std::vector<Finding>& findings);

 private:
  std::string path_;
  const CLI::Option* option_ = nullptr;
  std::optional<AtomicFile> file_;
};

}  // namespace plumbline
