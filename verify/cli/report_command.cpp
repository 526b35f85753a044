#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "results/report.hpp"
#include "verify/cli/commands.hpp"

namespace plumbline {

void add_report_command(CLI::App& app, Action& action) {
  struct Options {
    std::vector<std::string> files;
    std::string out = "report.html";
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(app, "report", "One self-contained web page from results files");
  add_option(command, "FILE", options->files, "Results files (or the .partial file of a study)", Need::required);
  add_option(command, "-o,--out", options->out, "The page to write");
  on_chosen(command, [options, &action] {
    action = [options] {
      write_report(options->files, options->out);
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
