#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "results/output_error.hpp"
#include "theory/problem/input_error.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/exit_status.hpp"
#include "verify/cli/run_options.hpp"

namespace {

using plumbline::ExitStatus;

int fail(ExitStatus status, const std::string& message) {
  fmt::print(stderr, "plumbline: {}\n", message);
  return static_cast<int>(status);
}

/// The subcommand that was being parsed, for the hint after a usage error.
std::string help_hint(const CLI::App& app) {
  for (const CLI::App* subcommand : app.get_subcommands()) return "see plumbline " + subcommand->get_name() + " --help";
  return "see plumbline --help";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("plumbline: verifies the theory and the samplers of guided diffusion, with numbers that carry errors",
               "plumbline");
  app.set_version_flag("--version", PLUMBLINE_VERSION);
  app.require_subcommand(1);
  plumbline::set_command_line(argc, argv);
  plumbline::Action action;
  plumbline::add_cases_command(app, action);
  plumbline::add_claims_command(app, action);
  plumbline::add_law_command(app, action);
  plumbline::add_study_command(app, action);
  plumbline::add_verify_command(app, action);
  plumbline::add_show_command(app, action);
  plumbline::add_report_command(app, action);
  plumbline::add_compare_command(app, action);
  plumbline::add_merge_command(app, action);
  try {
    app.parse(argc, argv);
    return static_cast<int>(action());
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::Error& error) {
    return fail(ExitStatus::bad_input, fmt::format("{}; {}", error.what(), help_hint(app)));
  } catch (const plumbline::InputError& error) {
    return fail(ExitStatus::bad_input, error.what());
  } catch (const std::bad_alloc&) {
    return fail(ExitStatus::bad_input, "out of memory; ask for fewer steps, paths or components");
  } catch (const plumbline::OutputError& error) {
    return fail(ExitStatus::output, error.what());
  } catch (const std::exception& error) {
    return fail(ExitStatus::output, fmt::format("internal error: {}; please report it with the command line", error.what()));
  }
}
