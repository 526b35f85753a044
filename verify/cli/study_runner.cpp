#include "verify/cli/study_runner.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "theory/base/input_error.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/cli/unit_work.hpp"

namespace plumbline {
namespace {

struct StudyRun {
  std::string name;
  std::vector<std::string> cases;
  RunOptions options;
  MakeStudy make;
};

/// Runs the study, stores its tables and prints them; `settings` tells commands apart.
ExitStatus run_and_deliver(const StudyRun& run, const std::string& settings) {
  const std::vector<Case> cases = load_cases(run.cases);
  const Study study = run.make(cases);
  RunOutput output(run.options, cases, study.seeds);
  UnitWork work({run.name, run.name + " " + settings}, study, run.options, output.provenance());
  const std::vector<Row> rows = work.compute();
  if (run.options.shard) return work.deliver_shard(output, rows);
  std::vector<NamedTable> tables = study.tables(rows);
  if (run.options.reproducible) {
    for (auto& [group, table] : tables) {
      for (const std::string& name : study.times) table.remove(name);
    }
  }
  const auto store = [&] {
    output.store(tables);
    work.finish();
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
  run->options.add_shard_to(command);
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
