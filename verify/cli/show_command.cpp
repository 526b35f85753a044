#include <fmt/format.h>

#include <memory>
#include <string>

#include "results/report/show.hpp"
#include "verify/cli/commands.hpp"

namespace plumbline {

void add_show_command(CLI::App& app, Action& action) {
  struct Options {
    std::string file;
    bool latex = false;
    bool json = false;
    bool all = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(app, "show", "Validate a results file and print its tables");
  add_option(command, "FILE", options->file, "Results file (or the .partial file of a study)", Need::required);
  CLI::Option& latex = add_flag(command, "--latex", options->latex, "As LaTeX tables");
  CLI::Option& json = add_flag(command, "--json", options->json, "As one JSON object");
  exclude(json, latex);
  CLI::Option& all =
      add_flag(command, "--all", options->all, "Every row, however many there are (--json, --latex: always)");
  exclude(all, latex);
  exclude(all, json);
  on_chosen(command, [options, &action] {
    action = [options] {
      const ShowFormat format = options->latex  ? ShowFormat::latex
                                : options->json ? ShowFormat::json
                                                : ShowFormat::text;
      fmt::print("{}",
                 show(ResultFile::open(options->file, true), format, options->all ? Shown::all : Shown::beginnings));
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
