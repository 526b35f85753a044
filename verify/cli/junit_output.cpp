#include "verify/cli/junit_output.hpp"

#include <filesystem>
#include <system_error>

#include "results/store/safe_output.hpp"
#include "theory/base/input_error.hpp"
#include "verify/output/findings.hpp"

namespace plumbline {
namespace {

bool lead_to_one_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::weakly_canonical(a, error) == std::filesystem::weakly_canonical(b, error);
}

}  // namespace

void JunitOutput::add_to(CLI::App& command) { option_ = &add_option(command, "--junit", path_, "Write a JUnit XML file"); }

void JunitOutput::open(const RunOptions& run, const std::vector<std::string>& inputs) {
  if (!is_asked_for()) return;
  for (const std::string& other : {run.out, run.out + ".partial"}) {
    if (run.writes() && lead_to_one_file(path_, other)) {
      throw InputError("is the file of --out, or its .partial, as well", "--junit", "name another file");
    }
  }
  require_safe_output(path_, inputs, run.force, OutputKind::junit);
  file_.emplace(path_);
}

void JunitOutput::write(const std::vector<Finding>& findings) {
  if (file_) file_->commit(findings_junit(findings));
}

}  // namespace plumbline
