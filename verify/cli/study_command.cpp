#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "results/show.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/terminal.hpp"
#include "verify/study/error_vs_n.hpp"
#include "verify/study/guidance_scale.hpp"

namespace plumbline {
namespace {

std::vector<Case> load_cases(const std::vector<std::string>& names) {
  std::vector<Case> cases;
  for (const std::string& name : names) cases.push_back(load_case(name));
  return cases;
}

/// Prints the table and stores it as `group`.
ExitStatus deliver(const Table& table, const std::string& group, const RunOptions& run, RunOutput& output) {
  output.write(table, group);
  output.finish();
  Results results;
  results.provenance = output.provenance();
  results.tables.emplace_back(group, table);
  fmt::print("{}", show(results, run.json ? ShowFormat::json : ShowFormat::text));
  return ExitStatus::holds;
}

struct ErrorVsNOptions {
  std::vector<std::string> cases;
  ErrorVsN study{default_steps()};
  std::string schedule = "log-uniform";
  RunOptions run;
};

ExitStatus run_error_vs_n(const ErrorVsNOptions& options) {
  const std::vector<Case> cases = load_cases(options.cases);
  ErrorVsN study = options.study;
  study.schedule = schedule_from_name(options.schedule);
  study.n_threads = options.run.threads;
  RunOutput output(options.run, cases, {});
  Progress progress("error-vs-n", cases.size() * all_schemes.size() * study.steps.size());
  return deliver(error_vs_n_table(cases, study, [&](const std::string& unit) { progress.advance(unit); }), "error_vs_n",
                 options.run, output);
}

void add_error_vs_n(CLI::App& study, Action& action) {
  auto options = std::make_shared<ErrorVsNOptions>();
  CLI::App& command = add_command(study, "error-vs-n", "Distance of the chain's law from its limit against N");
  add_option(command, "CASE", options->cases, "Cases (names or files)", Need::required);
  add_option(command, "--steps", options->study.steps, "Numbers of steps");
  add_option(command, "--w", options->study.w.value, "Guidance scale");
  add_option(command, "--schedule", options->schedule, "Schedule of the times");
  add_option(command, "--t0", options->study.t0.value, "First reverse time");
  options->run.add_to(command);
  on_chosen(command, [options, &action] { action = [options] { return run_error_vs_n(*options); }; });
}

struct GuidanceScaleOptions {
  std::vector<std::string> cases;
  GuidanceScaleStudy study;
  std::string scheme = "ddpm";
  RunOptions run;
};

ExitStatus run_guidance_scale(const GuidanceScaleOptions& options) {
  const std::vector<Case> cases = load_cases(options.cases);
  GuidanceScaleStudy study = options.study;
  study.scheme = scheme_from_name(options.scheme);
  study.n_threads = options.run.threads;
  if (study.scales.empty()) study.scales = default_scales();
  RunOutput output(options.run, cases, {study.seed.value});
  Progress progress("guidance-scale", cases.size() * study.scales.size());
  return deliver(guidance_scale_table(cases, study, [&](const std::string& unit) { progress.advance(unit); }),
                 "guidance_scale", options.run, output);
}

void add_guidance_scale(CLI::App& study, Action& action) {
  auto options = std::make_shared<GuidanceScaleOptions>();
  CLI::App& command = add_command(study, "guidance-scale", "Coupled trials at many guidance scales (LJ25, Figure 1 style)");
  add_option(command, "CASE", options->cases, "Cases (names or files)", Need::required);
  add_option(command, "--steps", options->study.steps.value, "Number N of transitions");
  add_option(command, "--trials", options->study.n_trials, "Coupled trials at each scale");
  add_option(command, "--w", options->study.scales, "Guidance scales; default: 25, log-spaced in 0.01 .. 10");
  add_option(command, "--scheme", options->scheme, "ddpm, exponential or euler");
  add_option(command, "--t0", options->study.t0.value, "First reverse time");
  add_option(command, "--seed", options->study.seed.value, "Seed of the trials");
  options->run.add_to(command);
  on_chosen(command, [options, &action] { action = [options] { return run_guidance_scale(*options); }; });
}

}  // namespace

void add_study_command(CLI::App& app, Action& action) {
  CLI::App& study = add_command_group(app, "study", "Tables and figures over many runs");
  add_error_vs_n(study, action);
  add_guidance_scale(study, action);
}

}  // namespace plumbline
