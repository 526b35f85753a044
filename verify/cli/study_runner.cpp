#include "verify/cli/study_runner.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "verify/cli/interrupt.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

struct StudyRun {
  std::string name;
  std::vector<std::string> cases;
  RunOptions options;
  MakeStudy make;
};

/// The rows, on from where an earlier run of the same command was stopped; `settings` tells commands apart.
std::vector<Row> run_rows(const StudyRun& run, const Study& study, const std::string& settings, const RunOutput& output,
                          std::optional<StudyJournal>& journal) {
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

/// Runs the study, prints its tables and stores them.
ExitStatus run_and_deliver(const StudyRun& run, const std::string& settings) {
  const std::vector<Case> cases = load_cases(run.cases);
  const Study study = run.make(cases);
  RunOutput output(run.options, cases, study.seeds);
  std::optional<StudyJournal> journal;
  std::vector<NamedTable> tables = study.tables(run_rows(run, study, settings, output, journal));
  if (run.options.reproducible) {
    for (auto& [group, table] : tables) {
      for (const std::string& name : study.times) table.remove(name);
    }
  }
  output.deliver(std::move(tables), run.options.json);
  if (journal) journal->remove();
  return ExitStatus::holds;
}

}  // namespace

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

}  // namespace plumbline
