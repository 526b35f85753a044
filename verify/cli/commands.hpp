#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "verify/cli/exit_status.hpp"

namespace plumbline {

/// What the parsed command line asks for; set by the callback of the chosen subcommand, run by main.
using Action = std::function<ExitStatus()>;

/// Each adds one subcommand, in the file of its name.
void add_cases_command(CLI::App& app, Action& action);

}  // namespace plumbline
