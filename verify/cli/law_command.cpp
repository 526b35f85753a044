#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "results/report/json_text.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/law_views.hpp"

namespace plumbline {
namespace {

struct LawCommandOptions {
  std::string case_name;
  ChainOptions chain;
  std::vector<double> powers;
  std::vector<double> times;
  bool no_limit = false;
  RunOptions run;
};

ExitStatus run(const LawCommandOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Case problem = load_any_case(options.case_name);
  RunOutput output(options.run, {problem}, {});
  LawRequest request{options.chain.family(), options.chain.step_count(), options.powers, options.times};
  request.densities = !options.run.out.empty();
  request.limit = !options.no_limit;
  LawReport report = law_report(problem, request, options.run.progress_mode());
  if (!options.run.reproducible) {
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  const auto store = [&] {
    std::vector<std::pair<std::string, Table>> tables;
    if (request.densities) tables.emplace_back("law", law_table(report));
    if (report.densities) tables.emplace_back(report.density_group, *report.densities);
    output.store(tables);
  };
  const auto print = [&] { fmt::print("{}", options.run.json ? json_text(law_json(report)) : law_text(report)); };
  deliver_each({store, print});
  return ExitStatus::holds;
}

}  // namespace

void add_law_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<LawCommandOptions>();
  CLI::App& command = add_command(app, "law", "The exact law of a chain (27), and its distance from the law of (26)");
  add_option(command, "CASE", options->case_name, "A built-in case or the path of a case file", Need::required);
  set_example(command, "plumbline law unit-pair --w 1 --steps 64 --power 2");
  options->chain.add_guidance_to(command);
  options->chain.add_to(command);
  begin_group(command, "What to compute");
  add_option(command, "--power", options->powers, "E J^q for these q as well");
  add_flag(command, "--no-limit", options->no_limit, "Leave out the limit (26) and all that compares with it");
  CLI::Option& at =
      add_option(command, "--at", options->times, "Store the densities at the chain's times nearest to these");
  options->run.add_output_to(command);
  needs(at, command, "--out");
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
