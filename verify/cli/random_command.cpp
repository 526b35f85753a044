#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "results/store/atomic_file.hpp"
#include "theory/base/input_error.hpp"
#include "verify/claim/suite.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/numbers.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/cli/unit_work.hpp"
#include "verify/random/hunt.hpp"
#include "verify/random/random_case.hpp"

namespace plumbline {
namespace {

struct RandomOptions {
  std::string cases;
  std::string corpus;
  std::string keep;
  std::string tier = "quick";
  std::vector<std::string> claims;
  std::string mutant;
  bool show = false;
  RunOptions run;
  std::string told;  ///< the options that the rows depend on
};

/// Seeds of "A:B".
void read_seeds(Hunt& hunt, const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos) throw InputError("\"" + text + "\" is no range", "--cases", "give A:B, for instance 1:1000");
  constexpr std::int64_t most = 1'000'000'000;
  hunt.first = exact_integer("--cases", text.substr(0, colon), 0, most);
  hunt.last = exact_integer("--cases", text.substr(colon + 1), hunt.first, most);
  constexpr std::int64_t most_cases = 1'000'000;
  if (hunt.last - hunt.first >= most_cases) {
    throw InputError("more than a million cases", "--cases", "run them a million at a time");
  }
}

/// The case files of the folder, in the order of their names.
std::vector<Case> read_corpus(const std::string& folder) {
  std::vector<std::string> paths;
  if (!folder.empty()) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      if (entry.path().extension() == ".toml") paths.push_back(entry.path());
    }
    if (error) throw InputError("is no folder that can be read", folder, "name a folder of case files, or make it");
  }
  std::sort(paths.begin(), paths.end());
  return load_cases(paths);
}

Hunt hunt_of(const RandomOptions& options) {
  Hunt hunt;
  read_seeds(hunt, options.cases);
  hunt.corpus = read_corpus(options.corpus);
  hunt.tier = tier_from_name(options.tier);
  if (!options.mutant.empty()) hunt.mutant = find_mutant(options.mutant);
  for (const std::string& id : options.claims) hunt.claims.push_back(find_claim(id));
  if (hunt.claims.empty()) hunt.claims = claim_catalogue();
  return hunt;
}

/// New findings among the random cases go into a folder; that of a corpus runs them first the next time.
void keep_findings(const Hunt& hunt, const std::vector<HuntedCase>& cases, const std::string& folder) {
  if (folder.empty()) return;
  const std::vector<Seed> seeds = hunt.seeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (!cases[hunt.corpus.size() + i].is_finding()) continue;
    AtomicFile(fmt::format("{}/random-{}.toml", folder, seeds[i].value)).commit(random_case_text(seeds[i]));
  }
}

void print_findings_of(const std::vector<HuntedCase>& cases) {
  std::size_t n_findings = 0, n_open = 0;
  for (const HuntedCase& hunted : cases) {
    n_findings += hunted.is_finding();
    n_open += !hunted.ids(Verdict::inconclusive).empty();
    if (!hunted.is_finding()) continue;
    if (!hunted.error.empty()) fmt::print("{}: {}\n", hunted.name, hunted.error);
    for (const OpenClaim& claim : hunted.open) fmt::print("{}: {} {}\n", hunted.name, claim.id, claim.why);
  }
  fmt::print("{} cases: {} findings; {} cases have claims that could not be decided\n", cases.size(), n_findings, n_open);
}

ExitStatus status_of(const std::vector<HuntedCase>& cases) {
  ExitStatus status = ExitStatus::holds;
  for (const HuntedCase& hunted : cases) {
    if (!hunted.error.empty() || !hunted.ids(Verdict::violated).empty()) return ExitStatus::violated;
    if (hunted.is_finding()) status = ExitStatus::inconclusive;
  }
  return status;
}

ExitStatus show_cases(const Hunt& hunt) {
  for (std::int64_t seed = hunt.first; seed <= hunt.last; ++seed) {
    fmt::print("{}{}", seed == hunt.first ? "" : "\n", random_case_text({static_cast<std::uint64_t>(seed)}));
  }
  return ExitStatus::holds;
}

ExitStatus run(const RandomOptions& options) {
  const Hunt hunt = hunt_of(options);
  if (options.show) return show_cases(hunt);
  if (!options.keep.empty() && !std::filesystem::is_directory(options.keep)) {
    throw InputError("is no folder", options.keep, "make it, or name another");
  }
  RunOutput output(options.run, hunt.corpus, {Suite{}.settings.seed.value});
  const Units units = hunt_units(hunt);
  UnitWork work({"random", "random " + options.told, "cases"}, units, options.run, output.provenance());
  const std::vector<Row> rows = work.compute();
  if (options.run.shard) return work.deliver_shard(output, rows);
  std::vector<HuntedCase> cases;
  for (const Row& row : rows) cases.push_back(hunted_case(row));
  std::vector<std::pair<std::string, Table>> tables{{"random", hunt_table(cases)}};
  if (options.run.reproducible) {
    for (const char* measured : {"seconds", "slowest"}) tables.front().second.remove(measured);
  }
  const auto store = [&] {
    output.store(tables);
    work.finish();
  };
  const auto print = [&] {
    if (options.run.json) {
      output.print(tables, true);
    } else {
      print_findings_of(cases);
    }
  };
  deliver_each({store, [&] { keep_findings(hunt, cases, options.keep); }, print});
  return status_of(cases);
}

}  // namespace

void add_random_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<RandomOptions>();
  CLI::App& command = add_command(
      app, "random", "Random valid cases before every claim: none may be violated; exit 0 only if there is no finding");
  add_option(command, "--cases", options->cases, "Seeds A:B of the cases, both included", Need::required);
  add_option(command, "--corpus", options->corpus, "A folder of case files that come first");
  CLI::Option& keep =
      add_option(command, "--keep", options->keep, "A folder to put new findings in; that of --corpus, say");
  add_option(command, "--claim", options->claims, "Only these claims (ids)");
  add_option(command, "--tier", options->tier, "quick, full or nightly");
  add_option(command, "--mutant", options->mutant, "Put a deliberately wrong sampler under test");
  add_flag(command, "--show", options->show, "Print the cases and examine none");
  options->run.add_to(command);
  options->run.add_shard_to(command);
  on_chosen(command, [options, &command, &keep, &action] {
    if (options->run.shard && is_given(keep)) {
      throw InputError("a shard keeps nothing", "--keep", "see what merge prints");
    }
    std::vector<std::string> no_matter = RunOptions::names();
    no_matter.emplace_back("--keep");
    options->told = settings_of(command, no_matter);
    action = [options] { return run(*options); };
  });
}

}  // namespace plumbline
