#include <memory>
#include <utility>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/named_options.hpp"
#include "verify/cli/study_runner.hpp"
#include "verify/study/learned_distance.hpp"
#include "verify/study/reward.hpp"
#include "verify/study/score_error.hpp"
#include "verify/study/score_error_paths.hpp"

namespace plumbline {
namespace {

void add_network_options(CLI::App& command, NetworkPlan& plan) {
  add_option(command, "--width", plan.width, "Units in each of the two hidden layers of the network");
  add_option(command, "--updates", plan.updates, "Updates of the network");
}

/// What both studies of score errors ask: which chains, and what is wrong with their scores.
template <class AnyStudy>
void add_shared_options(CLI::App& command, AnyStudy& study) {
  add_option(command, "--w", study.scales, "Guidance scales");
  restrict_to(add_option(command, "--steps", study.steps, "Numbers of steps"), 1, kMostSteps);
  add_named_option(command, "--kind", study.kinds, error_kind_from_name, "Kinds of the error");
  add_named_option(command, "--target", study.target, error_target_from_name,
                   "The wrong estimate: guided, base or reweighted");
  add_scheme_option(command, study.scheme);
  add_option(command, "--t0", study.t0.value, "First reverse time");
}

}  // namespace

void add_score_error_study(CLI::App& studies, Action& action) {
  struct Options {
    ScoreErrorStudy study;
    std::vector<std::int64_t> halvings = default_halvings();
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_study(
      studies, action, "score-error", "What wrong scores do: response, bound, lost improvement, budget",
      [options](std::vector<Case> cases) {
        return joined({score_error_study(cases, options->study), error_budget_study(cases, options->halvings)});
      });
  add_option(command, "--eps", options->study.sizes, "Sizes of the error; default: 0.0025, 0.005 .. 0.32");
  add_shared_options(command, options->study);
  add_option(command, "--seed", options->study.seed.value, "Seed of the smooth random error");
  add_option(command, "--halvings", options->halvings, "How often the causes of the four-way budget are halved");
}

void add_score_error_paths_study(CLI::App& studies, Action& action) {
  auto study = std::make_shared<ScoreErrorPaths>();
  CLI::App& command =
      add_study(studies, action, "score-error-paths", "Wrong scores along Monte Carlo paths: any dimension, rounding",
                [study](std::vector<Case> cases) { return score_error_paths_study(std::move(cases), *study); });
  add_option(command, "--eps", study->eps, "Size of the error; rounding has its own");
  add_shared_options(command, *study);
  restrict_to(add_option(command, "--paths", study->paths, "Number of coupled paths"), 1, kMostPaths);
  add_option(command, "--seed", study->seed.value, "Seed of the paths and of the smooth random error");
}

void add_reward_study(CLI::App& studies, Action& action) {
  auto parameters = std::make_shared<RewardStudy>();
  CLI::App& command =
      add_study(studies, action, "reward", "Reward guidance with true and learned scores (JCL25, Figures 3 to 5 style)",
                [parameters](std::vector<Case> cases) { return reward_study(std::move(cases), *parameters); });
  add_option(command, "--w", parameters->scales, "Guidance scales, 0 first");
  add_option(command, "--samples", parameters->samples, "Size of the training set");
  restrict_to(add_option(command, "--paths", parameters->paths, "Monte Carlo paths in the plane"), 1, kMostPaths);
  restrict_to(add_option(command, "--steps", parameters->steps, "Number N of transitions"), 1, kMostSteps);
  add_option(command, "--t0", parameters->t0.value, "First reverse time");
  add_option(command, "--tend", parameters->tend.value, "Last reverse time, below 1");
  add_option(command, "--seed", parameters->seed.value, "Seed of training sets, training and paths");
  add_network_options(command, parameters->network);
}

void add_learned_scores_study(CLI::App& studies, Action& action) {
  auto parameters = std::make_shared<LearnedDistance>();
  CLI::App& command = add_study(
      studies, action, "learned-scores",
      "Distance of learned scores to the true ones against samples and features (G2)",
      [parameters](std::vector<Case> cases) { return learned_distance_study(std::move(cases), *parameters); });
  add_option(command, "--samples", parameters->samples, "Sizes of the training set");
  add_option(command, "--features", parameters->features, "Numbers of radial features");
  add_option(command, "--sets", parameters->sets, "Training sets of each size");
  add_option(command, "--seed", parameters->seed.value, "Seed of training sets and training");
  add_network_options(command, parameters->network);
}

}  // namespace plumbline
