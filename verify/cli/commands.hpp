#pragma once

#include <functional>

#include "verify/cli/exit_status.hpp"
#include "verify/cli/parser.hpp"

namespace plumbline {

/// The whole command: parses the line and runs it. Every failure is one line on stderr and an exit status.
int run_command(int argc, char** argv);

/// What the parsed command line asks for; set by the callback of the chosen subcommand, run by main.
using Action = std::function<ExitStatus()>;

/// Each adds one subcommand, in the file of its name.
void add_cases_command(CLI::App& app, Action& action);
void add_check_command(CLI::App& app, Action& action);
void add_claims_command(CLI::App& app, Action& action);
void add_law_command(CLI::App& app, Action& action);
void add_mutants_command(CLI::App& app, Action& action);
void add_times_command(CLI::App& app, Action& action);
void add_study_command(CLI::App& app, Action& action);
void add_verify_command(CLI::App& app, Action& action);
void add_random_command(CLI::App& app, Action& action);
void add_sample_command(CLI::App& app, Action& action);
void add_show_command(CLI::App& app, Action& action);
void add_report_command(CLI::App& app, Action& action);
void add_compare_command(CLI::App& app, Action& action);
void add_merge_command(CLI::App& app, Action& action);

/// The studies of wrong and of learned scores, score_studies.cpp.
void add_score_error_study(CLI::App& studies, Action& action);
void add_score_error_paths_study(CLI::App& studies, Action& action);
void add_reward_study(CLI::App& studies, Action& action);
void add_learned_scores_study(CLI::App& studies, Action& action);
void add_classifier_probability_study(CLI::App& studies, Action& action);

}  // namespace plumbline
