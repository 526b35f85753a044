#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/terminal.hpp"
#include "verify/study/reward.hpp"
#include "verify/study/score_error.hpp"

namespace plumbline {
namespace {

struct ScoreErrorOptions {
  std::vector<std::string> cases;
  ScoreErrorStudy study;
  std::vector<std::string> kinds;
  std::string target = "guided";
  std::string scheme = "ddpm";
  RunOptions run;
};

ExitStatus run_score_error(const ScoreErrorOptions& options) {
  const std::vector<Case> cases = load_cases(options.cases);
  ScoreErrorStudy study = options.study;
  for (const std::string& kind : options.kinds) study.kinds.push_back(error_kind_from_name(kind));
  if (study.kinds.empty()) study.kinds.assign(all_error_kinds.begin(), all_error_kinds.end());
  if (study.sizes.empty()) study.sizes = default_sizes();
  study.target = error_target_from_name(options.target);
  study.scheme = scheme_from_name(options.scheme);
  study.n_threads = options.run.threads;
  RunOutput output(options.run, cases, {study.seed.value});
  Progress progress("score-error", cases.size() * study.scales.size() * study.steps.size(), options.run.progress_mode());
  Table errors = score_error_table(cases, study, [&](const std::string& unit) { progress.advance(unit); });
  output.deliver({{"score_error", std::move(errors)}, {"error_budget", error_budget_table(cases, study)}}, options.run.json);
  return ExitStatus::holds;
}

}  // namespace

void add_score_error_study(CLI::App& study, Action& action) {
  auto options = std::make_shared<ScoreErrorOptions>();
  CLI::App& command = add_command(study, "score-error", "What wrong scores do: response, bound, lost improvement, budget");
  add_option(command, "CASE", options->cases, "Cases (names or files)", Need::required);
  add_option(command, "--eps", options->study.sizes, "Sizes of the error; default: 0.003 .. 0.3");
  add_option(command, "--w", options->study.scales, "Guidance scales");
  add_option(command, "--steps", options->study.steps, "Numbers of steps");
  add_option(command, "--kind", options->kinds, "Shapes of the error; default: all");
  add_option(command, "--target", options->target, "The wrong estimate: guided, base or reweighted");
  add_option(command, "--scheme", options->scheme, "ddpm, exponential or euler");
  add_option(command, "--t0", options->study.t0.value, "First reverse time");
  add_option(command, "--seed", options->study.seed.value, "Seed of the smooth random error");
  options->run.add_to(command);
  on_chosen(command, [options, &action] { action = [options] { return run_score_error(*options); }; });
}

namespace {

struct RewardOptions {
  std::vector<std::string> cases;
  RewardStudy study;
  RunOptions run;
};

ExitStatus run_reward(const RewardOptions& options) {
  const std::vector<Case> cases = load_cases(options.cases);
  RewardStudy study = options.study;
  study.n_threads = options.run.threads;
  RunOutput output(options.run, cases, {study.seed.value});
  Progress progress("reward", cases.size() * 3, options.run.progress_mode());
  std::vector<std::pair<std::string, Table>> tables;
  tables.emplace_back("reward", reward_table(cases, study, [&](const std::string& unit) { progress.advance(unit); }));
  tables.emplace_back("reward_states", reward_states_table(cases, study));
  tables.emplace_back("learned_distance", learned_distance_table(cases, study));
  std::erase_if(tables, [](const auto& entry) { return entry.second.axes().empty(); });
  output.deliver(std::move(tables), options.run.json);
  return ExitStatus::holds;
}

}  // namespace

void add_reward_study(CLI::App& study, Action& action) {
  auto options = std::make_shared<RewardOptions>();
  CLI::App& command = add_command(study, "reward", "Reward guidance with true and learned scores (JCL25, Figures 3 to 5 style)");
  add_option(command, "CASE", options->cases, "Cases that guide a reward, in one or two dimensions", Need::required);
  add_option(command, "--w", options->study.scales, "Guidance scales, 0 first");
  add_option(command, "--samples", options->study.samples, "Size of the training set");
  add_option(command, "--paths", options->study.paths, "Monte Carlo paths in the plane");
  add_option(command, "--steps", options->study.steps, "Number N of transitions");
  add_option(command, "--t0", options->study.t0.value, "First reverse time");
  add_option(command, "--tend", options->study.tend.value, "Last reverse time, below 1");
  add_option(command, "--seed", options->study.seed.value, "Seed of training sets and paths");
  options->run.add_to(command);
  on_chosen(command, [options, &action] { action = [options] { return run_reward(*options); }; });
}

}  // namespace plumbline
