#include <fmt/format.h>

#include <memory>
#include <string>

#include "results/compare/compare.hpp"
#include "results/report/fitted.hpp"
#include "verify/cli/commands.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {

void add_compare_command(CLI::App& app, Action& action) {
  struct Options {
    std::string old_file;
    std::string new_file;
    bool json = false;
    bool part = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_command(
      app, "compare", "What changed beyond the stated errors; exit 1 on a regression, 3 if nothing is in both files");
  add_option(command, "OLD", options->old_file, "Results file to compare with", Need::required);
  add_option(command, "NEW", options->new_file, "Results file under test", Need::required);
  add_flag(command, "--json", options->json, "Print one JSON object and nothing else");
  add_flag(command, "--part", options->part, "NEW may hold only some of the rows of OLD, as after verify --claim");
  on_chosen(command, [options, &action] {
    action = [options] {
      const Comparison comparison = compare(ResultFile::open(options->old_file), ResultFile::open(options->new_file),
                                            options->part ? Scope::part : Scope::whole);
      fmt::print("{}", options->json ? comparison_json(comparison) : comparison_text(comparison, use_colour(), output_width()));
      if (comparison.regression()) return ExitStatus::violated;
      return comparison.n_values > 0 ? ExitStatus::holds : ExitStatus::inconclusive;
    };
  });
}

}  // namespace plumbline
