#include <fmt/format.h>

#include <memory>
#include <string>

#include "results/show.hpp"
#include "verify/cli/commands.hpp"

namespace plumbline {

void add_show_command(CLI::App& app, Action& action) {
  struct Options {
    std::string file;
    bool latex = false;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("show", "Validate a results file and print its tables");
  command->add_option("FILE", options->file, "Results file (or the .partial file of a study)")->required();
  CLI::Option* latex = command->add_flag("--latex", options->latex, "As LaTeX tables");
  command->add_flag("--json", options->json, "As one JSON object")->excludes(latex);
  command->callback([options, &action] {
    action = [options] {
      const ShowFormat format = options->latex  ? ShowFormat::latex
                                : options->json ? ShowFormat::json
                                                : ShowFormat::text;
      fmt::print("{}", show(ResultFile::open(options->file, true), format));
      return ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
