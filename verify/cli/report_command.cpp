#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "results/report/json_text.hpp"
#include "results/report/report.hpp"
#include "results/store/safe_output.hpp"
#include "verify/cli/commands.hpp"
#include "verify/output/json_value.hpp"

namespace plumbline {

void add_report_command(CLI::App& app, Action& action) {
  struct Options {
    std::vector<std::string> files;
    std::string out = "report.html";
    bool json = false;
    bool force = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(app, "report", "One self-contained web page from results files");
  add_option(command, "FILE", options->files, "Results files (or the .partial file of a study)", Need::required);
  add_option(command, "-o,--out", options->out, "The page to write");
  add_flag(command, "--force", options->force, "Let --out replace a file that is no report");
  add_flag(command, "--json", options->json, "Print one JSON object and nothing else");
  on_chosen(command, [options, &action] {
    action = [options] {
      require_safe_output(options->out, options->files, options->force, OutputKind::page);
      write_report(options->files, options->out);
      if (options->json) fmt::print("{}", json_text({{"files", options->files}, {"out", options->out}}));
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
