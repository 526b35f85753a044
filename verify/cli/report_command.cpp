#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "results/report/report.hpp"
#include "verify/cli/commands.hpp"
#include "verify/output/json_value.hpp"

namespace plumbline {

void add_report_command(CLI::App& app, Action& action) {
  struct Options {
    std::vector<std::string> files;
    std::string out = "report.html";
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(app, "report", "One self-contained web page from results files");
  add_option(command, "FILE", options->files, "Results files (or the .partial file of a study)", Need::required);
  add_option(command, "-o,--out", options->out, "The page to write");
  add_flag(command, "--json", options->json, "Print one JSON object and nothing else");
  on_chosen(command, [options, &action] {
    action = [options] {
      write_report(options->files, options->out);
      if (options->json) fmt::print("{}\n", Json{{"files", options->files}, {"out", options->out}}.dump(2));
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
