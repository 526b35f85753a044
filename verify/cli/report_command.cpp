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
  CLI::App* command = app.add_subcommand("report", "One self-contained web page from a results file");
  command->add_option("FILE", options->file, "Results file")->required();
  command->add_option("-o,--out", options->out, "The page to write")->capture_default_str();
  command->callback([options, &action] {
    action = [options] {
      write_report(options->file, options->out);
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
