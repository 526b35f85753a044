#include <memory>
#include <utility>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/named_options.hpp"
#include "verify/cli/study_runner.hpp"
#include "verify/study/dimension.hpp"
#include "verify/study/error_vs_n.hpp"
#include "verify/study/grid_refinement.hpp"
#include "verify/study/guidance_scale.hpp"
#include "verify/study/noise_share.hpp"
#include "verify/study/samplers.hpp"
#include "verify/study/strong_order.hpp"
#include "verify/study/work_precision.hpp"

namespace plumbline {
namespace {

void add_error_vs_n_options(CLI::App& command, ErrorVsN& study) {
  restrict_to(add_option(command, "--steps", study.steps, "Numbers of steps"), 1, kMostSteps);
  add_option(command, "--w", study.w.value, "Guidance scale");
  add_option(command, "--t0", study.t0.value, "First reverse time");
  add_named_option(command, "--scheme", study.schemes, scheme_from_name, "Rules to compare: " + scheme_names());
}

void add_error_vs_n(CLI::App& studies, Action& action) {
  auto study = std::make_shared<ErrorVsN>(ErrorVsN{doubled_steps(8192)});
  CLI::App& command =
      add_study(studies, action, "error-vs-n", "Distance of the chain's law from its limit against N",
                [study](std::vector<Case> cases) { return error_vs_n_study(std::move(cases), *study); });
  add_error_vs_n_options(command, *study);
  add_named_option(command, "--schedule", study->schedules.front(), schedule_from_name, "Schedule of the times");
}

void add_schedule(CLI::App& studies, Action& action) {
  auto study = std::make_shared<ErrorVsN>(ErrorVsN{doubled_steps(1024)});
  study->schedules.assign(all_schedules.begin(), all_schedules.end());
  CLI::App& command = add_study(studies, action, "schedule", "The same for every schedule and scheme",
                                [study](std::vector<Case> cases) { return schedule_study(std::move(cases), *study); });
  add_error_vs_n_options(command, *study);
  add_named_option(command, "--schedule", study->schedules, schedule_from_name, "Schedules of the times");
}

void add_dimension(CLI::App& studies, Action& action) {
  auto study = std::make_shared<DimensionStudy>();
  CLI::App& command =
      add_study(studies, action, "dimension", "Error against the dimension, and the steps it takes (D4)",
                [study](std::vector<Case> cases) { return dimension_study(std::move(cases), *study); });
  add_option(command, "--dimension", study->dimensions, "Dimensions d");
  restrict_to(add_option(command, "--steps", study->steps.value, "Number N of transitions, for the errors"), 1,
              kMostSteps);
  add_option(command, "--kl", study->kl, "KL divergence, for the N needed");
  add_option(command, "--w", study->w.value, "Guidance scale");
  add_scheme_option(command, study->scheme);
  add_option(command, "--t0", study->t0.value, "First reverse time");
}

void add_grid_refinement(CLI::App& studies, Action& action) {
  auto study = std::make_shared<GridRefinement>();
  CLI::App& command =
      add_study(studies, action, "grid-refinement", "Error of the exact law against the spacing of its grid",
                [study](std::vector<Case> cases) { return grid_refinement_study(std::move(cases), *study); });
  add_option(command, "--spacing", study->spacings, "Spacings h; default: 0.8, 0.68 .. 0.13");
  restrict_to(add_option(command, "--steps", study->steps.value, "Number N of transitions"), 1, kMostSteps);
  add_option(command, "--w", study->w.value, "Guidance scale");
  add_scheme_option(command, study->scheme);
  add_option(command, "--t0", study->t0.value, "First reverse time");
}

void add_guidance_scale(CLI::App& studies, Action& action) {
  auto trials = std::make_shared<GuidanceScaleTrials>();
  CLI::App& command =
      add_study(studies, action, "guidance-scale", "Coupled trials at many guidance scales (LJ25, Figure 1 style)",
                [trials](std::vector<Case> cases) { return guidance_scale_study(std::move(cases), *trials); });
  restrict_to(add_option(command, "--steps", trials->steps.value, "Number N of transitions"), 1, kMostSteps);
  restrict_to(add_option(command, "--trials", trials->n_trials, "Coupled trials at each scale"), 1, kMostPaths);
  add_option(command, "--w", trials->scales, "Guidance scales; default: 25, log-spaced in 0.01 .. 10");
  add_scheme_option(command, trials->scheme);
  add_option(command, "--t0", trials->t0.value, "First reverse time");
  add_option(command, "--seed", trials->seed.value, "Seed of the trials");
}

void add_work_precision(CLI::App& studies, Action& action) {
  auto study = std::make_shared<WorkPrecision>();
  CLI::App& command =
      add_study(studies, action, "work-precision", "Score evaluations and seconds for a weak, TV and strong error",
                [study](std::vector<Case> cases) { return work_precision_study(std::move(cases), *study); });
  add_option(command, "--target", study->targets, "Errors to come within");
  add_named_option(command, "--scheme", study->schemes, scheme_from_name, "Rules to compare: " + scheme_names());
  add_named_option(command, "--schedule", study->schedules, schedule_from_name, "Schedules of the times");
  add_option(command, "--w", study->w.value, "Guidance scale");
  add_option(command, "--t0", study->t0.value, "First reverse time");
  restrict_to(
      add_option(command, "--most-steps", study->most_steps, "Targets that need more transitions are not reached"), 1,
      kMostSteps);
  restrict_to(add_option(command, "--paths", study->paths, "Coupled paths, for the strong error"), 1, kMostPaths);
  add_option(command, "--seed", study->seed.value, "Seed of the coupled paths");
}

void add_strong_order(CLI::App& studies, Action& action) {
  auto parameters = std::make_shared<StrongOrderStudy>();
  CLI::App& command =
      add_study(studies, action, "strong-order", "Strong error on shared Brownian paths against N (D3)",
                [parameters](std::vector<Case> cases) { return strong_order_study(std::move(cases), *parameters); });
  restrict_to(add_option(command, "--steps", parameters->steps, "Numbers of steps, each a divisor of the next"), 1,
              kMostSteps);
  restrict_to(add_option(command, "--paths", parameters->paths, "Number of coupled paths"), 1, kMostPaths);
  add_option(command, "--w", parameters->w.value, "Guidance scale");
  add_option(command, "--t0", parameters->t0.value, "First reverse time");
  add_option(command, "--seed", parameters->seed.value, "Seed of the paths");
}

void add_samplers(CLI::App& studies, Action& action) {
  auto study = std::make_shared<SamplersStudy>();
  study->schemes = compared_schemes();
  CLI::App& command = add_study(studies, action, "samplers", "Every rule and schedule by its evaluations of the score",
                                [study](std::vector<Case> cases) { return samplers_study(std::move(cases), *study); });
  restrict_to(add_option(command, "--evaluations", study->evaluations, "Evaluations of the score a path"), 2,
              kMostSteps);
  add_named_option(command, "--scheme", study->schemes, scheme_from_name, "Rules to compare");
  add_named_option(command, "--schedule", study->schedules, schedule_from_name, "Schedules of the times");
  add_option(command, "--w", study->w.value, "Guidance scale");
  add_option(command, "--t0", study->t0.value, "First reverse time");
  add_option(command, "--tend", study->tend.value, "Last reverse time");
}

void add_noise_share(CLI::App& studies, Action& action) {
  auto study = std::make_shared<NoiseShareStudy>();
  CLI::App& command =
      add_study(studies, action, "noise-share", "E J of limits with less noise: does guidance lower it under DDIM?",
                [study](std::vector<Case> cases) { return noise_share_study(std::move(cases), *study); });
  add_option(command, "--share", study->shares, "Noise shares kappa, from 0 (DDIM) to 1 (the SDE)");
  add_option(command, "--w", study->scales, "Guidance scales");
  add_option(command, "--t0", study->t0.value, "First reverse time");
  add_option(command, "--tend", study->tend.value, "Last reverse time");
}

}  // namespace

void add_study_command(CLI::App& app, Action& action) {
  CLI::App& study = add_command_group(app, "study", "Tables and figures over many runs");
  add_error_vs_n(study, action);
  add_schedule(study, action);
  add_dimension(study, action);
  add_grid_refinement(study, action);
  add_strong_order(study, action);
  add_guidance_scale(study, action);
  add_work_precision(study, action);
  add_samplers(study, action);
  add_noise_share(study, action);
  add_score_error_study(study, action);
  add_score_error_paths_study(study, action);
  add_reward_study(study, action);
  add_learned_scores_study(study, action);
  add_classifier_probability_study(study, action);
}

}  // namespace plumbline
