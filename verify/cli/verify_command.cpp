#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "results/store/file.hpp"
#include "results/store/output_error.hpp"
#include "theory/cases/case.hpp"
#include "verify/claim/suite.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/run_options.hpp"
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
  std::string junit;
  RunOptions run;
  int most_paths = 0;
  int most_steps = 0;
  bool details = false;
};

/// A seed that no earlier night had: nanoseconds since 1970.
std::uint64_t seed_from_the_clock() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
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
    suite.cases.push_back(load_case(name));
  }
  return suite;
}

void write_text_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw OutputError("cannot write", path, "give a path in a folder that exists and can be written");
}

Table stored_table(const std::vector<Finding>& findings) {
  Table table = claims_table(findings);
  table.set_command(command_line());
  return table;
}

/// What an interrupted run had found, as a partial file beside the one that was asked for.
void leave_partial(const std::string& out, const Provenance& provenance, const std::vector<Finding>& findings,
                   std::size_t n_units) {
  if (findings.empty()) return;
  const std::string path = out + ".partial";
  ResultFile file = ResultFile::create(path, provenance);
  file.write(stored_table(findings), "claims");
  file.finish_partial();
  fmt::print(stderr, "\nplumbline: interrupted; {} of {} findings are in {}\n", findings.size(), n_units, path);
}

/// Examines all; an interrupt leaves what is done by then.
std::vector<Finding> examine_all(const Suite& suite, const VerifyOptions& options, const Provenance& provenance) {
  const std::size_t n_units = suite.cases.size() * suite.claims.size();
  std::mutex mutex;
  std::vector<Finding> done;
  std::optional<Interrupt> interrupt;
  if (!options.run.out.empty()) {
    interrupt.emplace([&] {
      mutex.lock();  // for good: this is the end
      leave_partial(options.run.out, provenance, done, n_units);
    });
  }
  Progress progress("verify", n_units, options.run.progress_mode());
  return run_suite(suite, [&](const Finding& finding) {
    progress.advance(fmt::format("{} on {}", finding.claim, finding.case_name));
    const std::lock_guard lock(mutex);
    done.push_back(finding);
  });
}

ExitStatus run(const VerifyOptions& options) {
  const Suite suite = suite_of(options);
  RunOutput output(options.run, suite.cases, {options.seed});  // fails now, not after the work, if it cannot be written
  const std::vector<Finding> findings = examine_all(suite, options, output.provenance());
  if (options.run.json) {
    Json report = findings_json(findings, !options.run.reproducible);
    report["seed"] = options.seed;
    fmt::print("{}\n", report.dump(2));
  } else {
    if (suite.settings.tier == Tier::nightly) fmt::print("seed {}\n", options.seed);
    fmt::print("{}", verdicts_in_colour(findings_text(findings, options.details)));
    fmt::print("{}\n", verdicts_in_colour(std::string(name(overall(findings)))));
  }
  if (!options.junit.empty()) write_text_file(options.junit, findings_junit(findings));
  output.write(stored_table(findings), "claims");
  output.finish();
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
  add_option(command, "--junit", options->junit, "Write a JUnit XML file");
  add_flag(command, "--details", options->details, "Print every check, not only the tightest of each claim");
  options->run.add_to(command);
  on_chosen(command, [options, &seed, &action] {
    if (options->tier == name(Tier::nightly) && !is_given(seed)) options->seed = seed_from_the_clock();
    action = [options] { return run(*options); };
  });
}

}  // namespace plumbline
