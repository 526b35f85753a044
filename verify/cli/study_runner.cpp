#include "verify/cli/study_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "theory/base/input_error.hpp"
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

/// What an interrupt says of the rows that are done.
void say_farewell(const StudyRun& run, const StudyJournal* journal, std::size_t n_done, std::size_t n_units) {
  if (journal != nullptr) {
    say(fmt::format("\nplumbline: interrupted; {} of {} rows are in {}, and the same command goes on from there\n",
                    journal->stop(), n_units, journal->path()));
  } else {
    say(
        fmt::format("\nplumbline: interrupted; {} of {} rows of {} were done; with --out FILE they would be kept, and "
                    "the same command would go on from there\n",
                    n_done, n_units, run.name));
  }
}

/// The rows, on from where an earlier run of the same command was stopped.
std::vector<Row> run_rows(const StudyRun& run, const Study& study, StudyJournal* journal,
                          std::atomic<std::size_t>& n_done) {
  n_done = journal == nullptr ? 0 : journal->n_rows();
  if (n_done > 0) {
    say(fmt::format("{}: {} of {} rows are in {}\n", run.name, n_done.load(), study.units.size(), journal->path()));
  }
  Progress progress(run.name, study.units.size(), run.options.progress_mode(), n_done);
  return run_study(study, run.options.threads, journal, [&](const std::string& unit) {
    ++n_done;
    progress.advance(unit);
  });
}

/// Runs the study, stores its tables and prints them; `settings` tells commands apart.
ExitStatus run_and_deliver(const StudyRun& run, const std::string& settings) {
  const std::vector<Case> cases = load_cases(run.cases);
  const Study study = run.make(cases);
  RunOutput output(run.options, cases, study.seeds);
  std::optional<StudyJournal> opened;
  if (run.options.writes()) opened.emplace(run.options.out, run.name + " " + settings, output.provenance());
  StudyJournal* const journal = opened ? &*opened : nullptr;
  std::atomic<std::size_t> n_done = 0;
  std::optional<Farewell> farewell;
  farewell.emplace([&] { say_farewell(run, journal, n_done, study.units.size()); });
  std::vector<NamedTable> tables = study.tables(run_rows(run, study, journal, n_done));
  if (run.options.reproducible) {
    for (auto& [group, table] : tables) {
      for (const std::string& name : study.times) table.remove(name);
    }
  }
  const auto store = [&] {
    output.store(tables);
    farewell.reset();
    if (journal != nullptr) journal->remove();
  };
  deliver_each({store, [&] { output.print(tables, run.options.json); }});
  return ExitStatus::holds;
}

/// What a parsed line asks for: parse_study() takes the study out of it, the command runs it.
struct StudyAction {
  std::shared_ptr<StudyRun> run;
  std::string settings;

  ExitStatus operator()() const { return run_and_deliver(*run, settings); }
};

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
    action = StudyAction{run, settings_of(command, RunOptions::names())};
  });
  return command;
}

Study parse_study(const std::string& name, const std::vector<std::string>& options, std::vector<Case> cases) {
  const auto app = make_app("plumbline", "", "");
  Action action;
  add_study_command(*app, action);
  for (const std::string& word : options) {
    const std::vector<std::string>& of_a_run = RunOptions::names();
    if (std::find(of_a_run.begin(), of_a_run.end(), word) != of_a_run.end()) {
      throw InputError("an option of the command alone", word, "leave it out");
    }
  }
  std::vector<std::string> words{"plumbline", "study", name, "CASE"};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  if (parse(*app, static_cast<int>(argv.size()), argv.data())) {
    throw InputError("asks for help", "study", "leave that out");
  }
  return action.target<StudyAction>()->run->make(std::move(cases));
}

}  // namespace plumbline
