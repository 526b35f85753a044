#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/terminal.hpp"
#include "verify/study/error_vs_n.hpp"
#include "verify/study/guidance_scale.hpp"

namespace plumbline {
namespace {

/// The study that the parsed options describe, on these cases.
using MakeStudy = std::function<Study(std::vector<Case> cases)>;

struct StudyRun {
  std::string name;
  std::vector<std::string> cases;
  RunOptions options;
  MakeStudy make;
};

/// The rows, on from where an earlier run of the same command was stopped; `settings` tells commands apart.
std::vector<Row> run_rows(const StudyRun& run, const Study& study, const std::string& settings,
                          const RunOutput& output, std::optional<StudyJournal>& journal) {
  std::optional<Interrupt> interrupt;
  if (!run.options.out.empty()) {
    journal.emplace(run.options.out, run.name + " " + settings, output.provenance());
    if (journal->n_rows() > 0) {
      fmt::print(stderr, "{}: {} of {} rows are in {}\n", run.name, journal->n_rows(), study.units.size(),
                 journal->path());
    }
    interrupt.emplace([&, n_units = study.units.size()] {
      fmt::print(stderr, "\nplumbline: interrupted; {} of {} rows are in {}, and the same command goes on from there\n",
                 journal->stop(), n_units, journal->path());
    });
  }
  Progress progress(run.name, study.units.size(), run.options.progress_mode(), journal ? journal->n_rows() : 0);
  return run_study(study, run.options.threads, journal ? &*journal : nullptr,
                   [&](const std::string& unit) { progress.advance(unit); });
}

/// Runs the study, prints its table and stores it.
ExitStatus run_and_deliver(const StudyRun& run, const std::string& settings) {
  const std::vector<Case> cases = load_cases(run.cases);
  const Study study = run.make(cases);
  RunOutput output(run.options, cases, study.seeds);
  std::optional<StudyJournal> journal;
  Table table = study.table(run_rows(run, study, settings, output, journal));
  output.deliver({{study.table_name, std::move(table)}}, run.options.json);
  if (journal) journal->remove();
  return ExitStatus::holds;
}

/// Adds a study with what all have: cases, and the options of a run. `make` is called with its own options parsed.
CLI::App& add_study(CLI::App& studies, Action& action, const std::string& name, const std::string& about,
                    MakeStudy make) {
  auto run = std::make_shared<StudyRun>();
  run->name = name;
  run->make = std::move(make);
  CLI::App& command = add_command(studies, name, about);
  add_option(command, "CASE", run->cases, "Cases (names or files)", Need::required);
  run->options.add_to(command);
  on_chosen(command, [run, &command, &action] {
    action = [run, settings = settings_of(command, RunOptions::names())] { return run_and_deliver(*run, settings); };
  });
  return command;
}

void add_error_vs_n(CLI::App& studies, Action& action) {
  struct Options {
    ErrorVsN study{default_steps()};
    std::string schedule = "log-uniform";
  };
  auto options = std::make_shared<Options>();
  CLI::App& command = add_study(studies, action, "error-vs-n", "Distance of the chain's law from its limit against N",
                                [options](std::vector<Case> cases) {
                                  options->study.schedule = schedule_from_name(options->schedule);
                                  return error_vs_n_study(std::move(cases), options->study);
                                });
  add_option(command, "--steps", options->study.steps, "Numbers of steps");
  add_option(command, "--w", options->study.w.value, "Guidance scale");
  add_option(command, "--schedule", options->schedule, "Schedule of the times");
  add_option(command, "--t0", options->study.t0.value, "First reverse time");
}

void add_guidance_scale(CLI::App& studies, Action& action) {
  struct Options {
    GuidanceScaleTrials trials;
    std::string scheme = "ddpm";
  };
  auto options = std::make_shared<Options>();
  CLI::App& command =
      add_study(studies, action, "guidance-scale", "Coupled trials at many guidance scales (LJ25, Figure 1 style)",
                [options](std::vector<Case> cases) {
                  options->trials.scheme = scheme_from_name(options->scheme);
                  return guidance_scale_study(std::move(cases), options->trials);
                });
  add_option(command, "--steps", options->trials.steps.value, "Number N of transitions");
  add_option(command, "--trials", options->trials.n_trials, "Coupled trials at each scale");
  add_option(command, "--w", options->trials.scales, "Guidance scales; default: 25, log-spaced in 0.01 .. 10");
  add_option(command, "--scheme", options->scheme, "ddpm, exponential or euler");
  add_option(command, "--t0", options->trials.t0.value, "First reverse time");
  add_option(command, "--seed", options->trials.seed.value, "Seed of the trials");
}

}  // namespace

void add_study_command(CLI::App& app, Action& action) {
  CLI::App& study = add_command_group(app, "study", "Tables and figures over many runs");
  add_error_vs_n(study, action);
  add_guidance_scale(study, action);
  add_score_error_study(study, action);
  add_reward_study(study, action);
}

}  // namespace plumbline
