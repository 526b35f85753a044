#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/report/fitted.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "verify/claim/suite.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/partial_file.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/mutant/harmless.hpp"
#include "verify/output/mutants_table.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

struct MutantsOptions {
  std::vector<std::string> claims;
  std::string problem = "narrow-rival";  // neither its weights nor its covariances are equal, so no mutant is harmless
  RunOptions run;
};

Table stored_table(const std::vector<MutantTrial>& trials) {
  Table table = mutants_table(trials);
  table.set_command(command_line());
  return table;
}

/// What is tried until an interrupt comes, and what is then done with it.
class TrialsSoFar {
 public:
  TrialsSoFar(const RunOutput& output, const PartialFile* partial) : output_(output), partial_(partial) {}

  void add(MutantTrial trial) {
    const std::lock_guard lock(mutex_);
    trials_.push_back(std::move(trial));
  }

  std::vector<MutantTrial> take() {
    const std::lock_guard lock(mutex_);
    return std::move(trials_);
  }

  /// For an interrupt: the last that is done.
  void leave() {
    mutex_.lock();  // for good
    std::string where = "done; with --out FILE they would be kept";
    if (partial_ != nullptr && !trials_.empty()) {
      partial_->write(stored_table(trials_), output_.provenance());
      where = fmt::format("in {}, which `plumbline show` prints", partial_->path());
    }
    say(fmt::format("\nplumbline: interrupted; {} of {} mutants are {}; the same command begins anew\n", trials_.size(),
                    mutant_catalogue().size(), where));
  }

 private:
  const RunOutput& output_;
  const PartialFile* partial_;
  std::mutex mutex_;
  std::vector<MutantTrial> trials_;
};

/// Every claim with every mutant under test; mutants run side by side.
void try_all(const MutantsOptions& options, const Case& problem, TrialsSoFar& so_far) {
  std::vector<Claim> claims;
  for (const std::string& id : options.claims) claims.push_back(find_claim(id));
  if (claims.empty()) claims = claim_catalogue();
  const std::vector<Mutant>& mutants = mutant_catalogue();
  Progress progress("mutants", mutants.size(), options.run.progress_mode());
  const auto examine_mutant = [&](std::int64_t i, int&) {
    Suite suite{claims, {problem}, {}, 1};
    suite.settings.mutant = mutants[static_cast<std::size_t>(i)];
    return MutantTrial{suite.settings.mutant, run_suite(suite, [](auto&&...) {}),
                       is_harmless(suite.settings.mutant, problem.pair)};
  };
  const auto keep = [&](std::int64_t, MutantTrial& trial) {
    progress.advance(trial.mutant.name);
    so_far.add(std::move(trial));
  };
  run_blocks_in_order(
      {static_cast<std::int64_t>(mutants.size()), thread_count(options.run.threads)}, [] { return 0; }, examine_mutant,
      keep);
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
  std::optional<PartialFile> partial;
  if (options.run.writes()) partial.emplace(options.run.out, "mutants");
  TrialsSoFar so_far(output, partial ? &*partial : nullptr);
  {
    const Farewell farewell([&] { so_far.leave(); });
    try_all(options, problem, so_far);
  }
  const std::vector<MutantTrial> trials = so_far.take();
  std::vector<std::pair<std::string, Table>> tables{{"mutants", stored_table(trials)}};
  const auto store = [&] {
    output.store(tables);
    if (partial) partial->remove();
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
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
