#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "theory/cases/case.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/law_report/law_report.hpp"

namespace plumbline {
namespace {

struct LawCommandOptions {
  std::string case_name;
  ChainOptions chain;
  std::vector<double> powers;
  std::vector<double> times;
  RunOptions run;
};

ExitStatus run(const LawCommandOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Case problem = load_case(options.case_name);
  RunOutput output(options.run, {problem}, {});
  const bool densities = !options.run.out.empty();
  LawReport report =
      law_report(problem, {options.chain.family(), options.chain.chain(), options.powers, options.times, densities},
                 options.run.progress_mode());
  if (!options.run.reproducible) {
    report.numbers["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  if (densities) {
    Table table = law_table(report.numbers);
    for (const auto& [group, stored] :
         {std::pair{"law", &table}, std::pair{report.density_group, &*report.densities}}) {
      stored->set_command(command_line());
      output.write(*stored, group);
    }
  }
  output.finish();
  fmt::print("{}", options.run.json ? report.numbers.dump(2) + "\n" : law_report_text(report.numbers));
  return ExitStatus::holds;
}

}  // namespace

void add_law_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<LawCommandOptions>();
  CLI::App& command = add_command(app, "law", "The exact law of a chain (27), and its distance from the law of (26)");
  add_option(command, "CASE", options->case_name, "A built-in case or the path of a case file", Need::required);
  options->chain.add_guidance_to(command);
  options->chain.add_to(command);
  add_option(command, "--power", options->powers, "E J^q for these q as well");
  CLI::Option& at =
      add_option(command, "--at", options->times, "Store the densities at the chain's times nearest to these");
  options->run.add_output_to(command);
  needs(at, command, "--out");
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
