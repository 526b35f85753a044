#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "results/report/json_text.hpp"
#include "results/store/file.hpp"
#include "results/store/safe_output.hpp"
#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "verify/claim/suite.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/partial_file.hpp"
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
  const CLI::Option* junit_option = nullptr;
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
    suite.cases.push_back(load_any_case(name));
  }
  return suite;
}

Table stored_table(const std::vector<Finding>& findings) {
  Table table = claims_table(findings);
  table.set_command(command_line());
  return table;
}

bool lead_to_one_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::weakly_canonical(a, error) == std::filesystem::weakly_canonical(b, error);
}

/// Where the findings go besides the terminal; opened before the work, so that what cannot be written costs nothing.
struct Outputs {
  explicit Outputs(const VerifyOptions& options, const std::vector<Case>& cases)
      : results(options.run, cases, {options.seed}) {
    if (options.run.writes()) partial.emplace(options.run.out, "claims");
    if (options.junit_option == nullptr || !is_given(*options.junit_option)) return;
    for (const std::string& other : {options.run.out, options.run.out + ".partial"}) {
      if (options.run.writes() && lead_to_one_file(options.junit, other)) {
        throw InputError("is the file of --out, or its .partial, as well", "--junit", "name another file");
      }
    }
    require_safe_output(options.junit, files_of(cases), options.run.force, OutputKind::junit);
    junit.emplace(options.junit);
  }

  RunOutput results;
  std::optional<PartialFile> partial;
  std::optional<AtomicFile> junit;
};

/// What is found until an interrupt comes, and what is then done with it.
class FindingsSoFar {
 public:
  FindingsSoFar(const Outputs& outputs, std::size_t n_units) : outputs_(outputs), n_units_(n_units) {}

  void add(const Finding& finding) {
    const std::lock_guard lock(mutex_);
    done_.push_back(finding);
  }

  /// For an interrupt: the last that is done.
  void leave() {
    mutex_.lock();  // for good
    std::string where = "done; with --out FILE they would be kept";
    if (outputs_.partial && !done_.empty()) {
      outputs_.partial->write(stored_table(done_), outputs_.results.provenance());
      where = fmt::format("in {}, which `plumbline show` prints", outputs_.partial->path());
    }
    say(fmt::format("\nplumbline: interrupted; {} of {} findings are {}; the same command begins anew\n", done_.size(),
                    n_units_, where));
  }

 private:
  const Outputs& outputs_;
  std::size_t n_units_;
  std::mutex mutex_;
  std::vector<Finding> done_;
};

/// Examines all; an interrupt leaves what is done by then.
std::vector<Finding> examine_all(const Suite& suite, const VerifyOptions& options, const Outputs& outputs) {
  const std::size_t n_units = suite.cases.size() * suite.claims.size();
  FindingsSoFar so_far(outputs, n_units);
  const Farewell farewell([&] { so_far.leave(); });
  Progress progress("verify", n_units, options.run.progress_mode());
  return run_suite(suite, [&](const Finding& finding) {
    progress.advance(fmt::format("{} on {}", finding.claim, finding.case_name));
    so_far.add(finding);
  });
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

ExitStatus run(const VerifyOptions& options) {
  const Suite suite = suite_of(options);
  Outputs outputs(options, suite.cases);
  const std::vector<Finding> findings = examine_all(suite, options, outputs);
  const auto store = [&] {
    outputs.results.write(stored_table(findings), "claims");
    outputs.results.finish();
    if (outputs.partial) outputs.partial->remove();
  };
  const auto write_junit = [&] {
    if (outputs.junit) outputs.junit->commit(findings_junit(findings));
  };
  deliver_each({store, write_junit, [&] { print_findings(findings, options, suite.settings.tier == Tier::nightly); }});
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
  options->junit_option = &add_option(command, "--junit", options->junit, "Write a JUnit XML file");
  add_flag(command, "--details", options->details, "Print every check, not only the tightest of each claim");
  options->run.add_to(command);
  on_chosen(command, [options, &seed, &action] {
    if (options->tier == name(Tier::nightly) && !is_given(seed)) options->seed = seed_from_the_clock();
    action = [options] { return run(*options); };
  });
}

}  // namespace plumbline
