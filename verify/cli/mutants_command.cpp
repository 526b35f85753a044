#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/report/fitted.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "verify/claim/finding_row.hpp"
#include "verify/claim/suite.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/cli/unit_work.hpp"
#include "verify/mutant/harmless.hpp"
#include "verify/output/mutants_table.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

struct MutantsOptions {
  std::vector<std::string> claims;
  std::string problem = "narrow-rival";  // neither its weights nor its covariances are equal, so no mutant is harmless
  RunOptions run;
  std::string told;  ///< what the trials depend on besides the case and the build
};

using NamedTrials = std::pair<std::string, Table>;

std::vector<NamedTrials> trial_tables(const std::vector<MutantTrial>& trials) {
  Table table = mutants_table(trials);
  table.set_command(command_line());
  return {{"mutants", std::move(table)}};
}

std::vector<double> trial_row(const MutantTrial& trial) {
  RowWriter row;
  row.add(trial.mutant.name).add(trial.is_harmless ? 1.0 : 0.0).add(static_cast<double>(trial.findings.size()));
  for (const Finding& finding : trial.findings) add_finding(row, finding);
  return row.take();
}

MutantTrial trial_of(const std::vector<double>& row) {
  RowReader reader(row);
  MutantTrial trial;
  trial.mutant = find_mutant(reader.text());
  trial.is_harmless = reader.number() != 0.0;
  for (auto left = static_cast<std::size_t>(reader.number()); left > 0; --left) {
    trial.findings.push_back(read_finding(reader));
  }
  return trial;
}

std::vector<NamedTrials> tables_of_rows(const UnitRows& rows) {
  std::vector<MutantTrial> trials;
  for (const auto& [unit, row] : rows) trials.push_back(trial_of(row));
  return trial_tables(trials);
}

/// Every claim with every mutant under test; mutants run side by side.
Units trial_units(const MutantsOptions& options, const Case& problem) {
  std::vector<Claim> claims;
  for (const std::string& id : options.claims) claims.push_back(find_claim(id));
  if (claims.empty()) claims = claim_catalogue();
  Units units;
  for (const Mutant& mutant : mutant_catalogue()) units.units.push_back(mutant.name);
  units.row = [claims, problem](std::size_t unit, int) {
    Suite suite{claims, {problem}, {}, 1};
    suite.settings.mutant = mutant_catalogue()[unit];
    return trial_row({suite.settings.mutant, run_suite(suite, [](auto&&...) {}),
                      is_harmless(suite.settings.mutant, problem.pair)});
  };
  return units;
}

void print_trials(const std::vector<MutantTrial>& trials, const Table& table) {
  std::vector<std::vector<std::string>> rows{{"mutant", "caught by", "severity", "about"}};
  const std::vector<double>& worst = table.doubles("worst_severity");
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const std::vector<std::string> ids = caught_by(trials[i]);
    const std::string caught = fmt::format("{}", fmt::join(ids, " "));
    rows.push_back({trials[i].mutant.name,
                    !ids.empty()            ? caught
                    : trials[i].is_harmless ? "no different here"
                                            : "ESCAPED",
                    fmt::format("{:.3g}", worst[i]), trials[i].mutant.about});
  }
  fmt::print("{}", verdicts_in_colour(fitted(rows, output_width(), LongText::wrapped)));
}

ExitStatus run(const MutantsOptions& options) {
  const Case problem = load_any_case(options.problem);
  RunOutput output(options.run, {problem}, {RunSettings{}.seed.value});
  const Units units = trial_units(options, problem);
  UnitWork work({"mutants", "mutants " + options.told, "mutants", tables_of_rows}, units, options.run,
                output.provenance());
  const std::vector<Row> rows = work.compute();
  if (options.run.shard) return work.deliver_shard(output, rows);
  std::vector<MutantTrial> trials;
  for (const Row& row : rows) trials.push_back(trial_of(row));
  std::vector<NamedTrials> tables = trial_tables(trials);
  const auto store = [&] {
    output.store(tables);
    work.finish();
  };
  const auto print = [&] {
    if (options.run.json) {
      output.print(tables, true);
    } else {
      print_trials(trials, tables.front().second);
    }
  };
  deliver_each({store, print});
  const bool escaped = std::any_of(trials.begin(), trials.end(), [](const MutantTrial& trial) {
    return caught_by(trial).empty() && !trial.is_harmless;
  });
  return escaped ? ExitStatus::violated : ExitStatus::holds;
}

}  // namespace

void add_mutants_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<MutantsOptions>();
  CLI::App& command =
      add_command(app, "mutants", "Put every deliberately wrong sampler under test; exit 0 only if all are caught");
  add_option(command, "--claim", options->claims, "Only these claims (ids)");
  add_option(command, "--case", options->problem, "The case (name or file)");
  options->run.add_to(command);
  options->run.add_shard_to(command);
  on_chosen(command, [options, &command, &action] {
    options->told = settings_of(command, RunOptions::names());
    action = [options] { return run(*options); };
  });
}

}  // namespace plumbline
