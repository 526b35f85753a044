#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "results/report/show.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "verify/claim/suite.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/mutants_table.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

struct MutantsOptions {
  std::vector<std::string> claims;
  std::string problem = "narrow-rival";  // neither its weights nor its covariances are equal, so no mutant is harmless
  RunOptions run;
};

/// Every claim with every mutant under test; mutants run side by side.
std::vector<MutantTrial> try_all(const MutantsOptions& options, const Case& problem) {
  std::vector<Claim> claims;
  for (const std::string& id : options.claims) claims.push_back(find_claim(id));
  if (claims.empty()) claims = claim_catalogue();
  const std::vector<Mutant>& mutants = mutant_catalogue();
  Progress progress("mutants", mutants.size(), options.run.progress_mode());
  std::vector<MutantTrial> trials;
  const auto examine_mutant = [&](std::int64_t i, int&) {
    Suite suite{claims, {problem}, {}, 1};
    suite.settings.mutant = mutants[static_cast<std::size_t>(i)];
    return MutantTrial{suite.settings.mutant, run_suite(suite, [](auto&&...) {})};
  };
  const auto keep = [&](std::int64_t, MutantTrial& trial) {
    progress.advance(trial.mutant.name);
    trials.push_back(std::move(trial));
  };
  run_blocks_in_order(
      {static_cast<std::int64_t>(mutants.size()), thread_count(options.run.threads)}, [] { return 0; }, examine_mutant,
      keep);
  return trials;
}

ExitStatus run(const MutantsOptions& options) {
  const Case problem = load_case(options.problem);
  RunOutput output(options.run, {problem}, {RunSettings{}.seed.value});
  const std::vector<MutantTrial> trials = try_all(options, problem);
  Table table = mutants_table(trials);
  table.set_command(command_line());
  output.write(table, "mutants");
  output.finish();
  if (options.run.json) {
    Results results;
    results.provenance = output.provenance();
    results.tables.emplace_back("mutants", table);
    fmt::print("{}", show(results, ShowFormat::json));
  }
  std::vector<std::vector<std::string>> rows{{"mutant", "caught by", "severity", "about"}};
  const std::vector<double>& worst = table.doubles("worst_severity");
  bool all_caught = true;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const std::vector<std::string> ids = caught_by(trials[i]);
    all_caught = all_caught && !ids.empty();
    rows.push_back({trials[i].mutant.name, ids.empty() ? "ESCAPED" : fmt::format("{}", fmt::join(ids, " ")),
                    fmt::format("{:.3g}", worst[i]), trials[i].mutant.about});
  }
  if (!options.run.json) fmt::print("{}", verdicts_in_colour(aligned(rows)));
  return all_caught ? ExitStatus::holds : ExitStatus::violated;
}

}  // namespace

void add_mutants_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<MutantsOptions>();
  CLI::App& command =
      add_command(app, "mutants", "Put every deliberately wrong sampler under test; exit 0 only if all are caught");
  add_option(command, "--claim", options->claims, "Only these claims (ids)");
  add_option(command, "--case", options->problem, "The case (name or file)");
  options->run.add_to(command);
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
