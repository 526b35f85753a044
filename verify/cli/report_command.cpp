#include <fmt/format.h>

#include <memory>
#include <string>

#include "results/report.hpp"
#include "verify/cli/commands.hpp"

namespace plumbline {

void add_report_command(CLI::App& app, Action& action) {
  struct Options {
    std::string file;
    std::string out = "report.html";
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(app, "report", "One self-contained web page from a results file");
  add_option(command, "FILE", options->file, "Results file", Need::required);
  add_option(command, "-o,--out", options->out, "The page to write");
  on_chosen(command, [options, &action] {
    action = [options] {
      write_report(options->file, options->out);
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
