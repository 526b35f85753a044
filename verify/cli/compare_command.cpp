#include <fmt/format.h>

#include <memory>
#include <string>

#include "results/compare.hpp"
#include "verify/cli/commands.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {

void add_compare_command(CLI::App& app, Action& action) {
  struct Options {
    std::string old_file;
    std::string new_file;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("compare", "What changed beyond the stated errors; exit 1 on a regression");
  command->add_option("OLD", options->old_file, "Results file to compare with")->required();
  command->add_option("NEW", options->new_file, "Results file under test")->required();
  command->add_flag("--json", options->json, "Print one JSON object and nothing else");
  command->callback([options, &action] {
    action = [options] {
      const Comparison comparison = compare(ResultFile::open(options->old_file), ResultFile::open(options->new_file));
      fmt::print("{}", options->json ? comparison_json(comparison) : comparison_text(comparison, use_colour()));
      return comparison.regression() ? ExitStatus::violated : ExitStatus::holds;
    };
  });
}

}  // namespace plumbline
