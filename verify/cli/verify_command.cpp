#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/report/json_text.hpp"
#include "results/store/file.hpp"
#include "results/store/journal.hpp"
#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "verify/claim/finding_row.hpp"
#include "verify/claim/suite.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/junit_output.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/cli/start_ranks.hpp"
#include "verify/cli/unit_work.hpp"
#include "verify/output/claims_table.hpp"
#include "verify/output/findings.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

struct VerifyOptions {
  std::string tier = "quick";
  std::vector<std::string> claims;
  std::vector<std::string> cases;
  std::uint64_t seed = RunSettings{}.seed.value;
  std::string mutant;
  JunitOutput junit;
  RunOptions run;
  int most_paths = 0;
  int most_steps = 0;
  bool details = false;
  std::string told;  ///< the options that the findings depend on
};

using NamedClaims = std::pair<std::string, Table>;

/// A seed that no earlier night had: nanoseconds since 1970.
std::uint64_t seed_from_the_clock() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

/// What the findings depend on besides cases, seed and build.
std::string settings_of_rows(const VerifyOptions& options) { return "verify " + options.told; }

/// That of a night that was interrupted, which then goes on; else a new one.
std::uint64_t seed_of_the_night(const VerifyOptions& options) {
  if (options.run.writes()) {
    const std::vector<std::uint64_t> left = StudyJournal::seeds_left(options.run.out, settings_of_rows(options));
    if (left.size() == 1) return left.front();
  }
  return seed_from_the_clock();
}

Suite suite_of(const VerifyOptions& options) {
  Suite suite;
  suite.settings.tier = tier_from_name(options.tier);
  suite.settings.seed = {options.seed};
  if (options.most_paths > 0) suite.settings.most_paths = options.most_paths;
  if (options.most_steps > 0) suite.settings.most_steps = {options.most_steps};
  suite.n_threads = options.run.threads;
  if (!options.mutant.empty()) suite.settings.mutant = find_mutant(options.mutant);
  for (const std::string& id : options.claims) suite.claims.push_back(find_claim(id));
  if (suite.claims.empty()) suite.claims = claim_catalogue();
  for (const std::string& name : options.cases.empty() ? built_in_case_names() : options.cases) {
    suite.cases.push_back(load_any_case(name));
  }
  return suite;
}

std::vector<NamedClaims> claims_tables(const std::vector<Finding>& findings) {
  Table table = claims_table(findings);
  table.set_command(command_line());
  return {{"claims", std::move(table)}};
}

/// The same of an interrupted run.
std::vector<NamedClaims> claims_of_rows(const UnitRows& rows) {
  std::vector<Finding> findings;
  for (const auto& [unit, row] : rows) findings.push_back(finding_of(row));
  return claims_tables(findings);
}

void print_findings(const std::vector<Finding>& findings, const VerifyOptions& options, bool show_seed) {
  if (options.run.json) {
    Json report = findings_json(findings, !options.run.reproducible);
    report["seed"] = options.seed;
    fmt::print("{}", json_text(report));
    return;
  }
  if (show_seed) fmt::print("seed {}\n", options.seed);
  fmt::print("{}", verdicts_in_colour(findings_text(findings, options.details)));
  fmt::print("{}\n", verdicts_in_colour(std::string(name(overall(findings)))));
}

ExitStatus run(VerifyOptions& options) {
  const Suite suite = suite_of(options);
  RunOutput results(options.run, suite.cases, {options.seed});
  if (is_leader()) options.junit.open(options.run, files_of(suite.cases));
  const Units units = suite_units(suite);
  UnitWork work({"verify", settings_of_rows(options), "findings", claims_of_rows}, units, options.run,
                results.provenance());
  const std::vector<Row> rows = work.compute();
  if (options.run.shard) return work.deliver_shard(results, rows);
  std::vector<Finding> findings;
  for (const Row& row : rows) findings.push_back(finding_of(row));
  const auto store = [&] {
    std::vector<NamedClaims> tables = claims_tables(findings);
    results.store(tables);
    work.finish();
  };
  deliver_each({store, [&] { options.junit.write(findings); }, [&] { print_findings(findings, options, suite.settings.tier == Tier::nightly); }});
  return exit_status_of(overall(findings));
}

}  // namespace

void add_verify_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App& command = add_command(app, "verify", "Check every claim on every case; exit 0 only if all hold");
  add_option(command, "--tier", options->tier, "quick, full or nightly");
  add_option(command, "--claim", options->claims, "Only these claims (ids)");
  add_option(command, "--case", options->cases, "These cases (names or files) instead of the built-in ones");
  const CLI::Option& seed = add_option(command, "--seed", options->seed,
                                       "Seed of the Monte Carlo checks; nightly without it: from the clock");
  add_option(command, "--mutant", options->mutant, "Put a deliberately wrong sampler under test");
  constexpr int most = std::numeric_limits<int>::max();
  restrict_to(add_option(command, "--most-paths", options->most_paths,
                         "Paths that a Monte Carlo check may take at most (0: as many as it plans)"),
              0, most);
  restrict_to(add_option(command, "--most-steps", options->most_steps,
                         "Steps up to which orders in N are fitted (0: as the tier says)"),
              0, most);
  options->junit.add_to(command);
  add_flag(command, "--details", options->details, "Print every check, not only the tightest of each claim");
  options->run.add_to(command);
  options->run.add_shard_to(command);
  on_chosen(command, [options, &command, &seed, &action] {
    const bool from_the_clock = options->tier == name(Tier::nightly) && !is_given(seed);
    if (from_the_clock && (options->run.shard || ranks_of_this_process() != nullptr)) {
      throw InputError("every shard and rank would have a seed of its own", "--tier nightly", "give all the same --seed");
    }
    if (options->run.shard && options->junit.is_asked_for()) {
      throw InputError("a shard has no whole to tell of", "--junit", "give it to merge");
    }
    std::vector<std::string> no_matter = RunOptions::names();
    no_matter.insert(no_matter.end(), {"--junit", "--details", "--seed"});
    options->told = settings_of(command, no_matter);
    if (from_the_clock) options->seed = seed_of_the_night(*options);
    action = [options] { return run(*options); };
  });
}

}  // namespace plumbline
