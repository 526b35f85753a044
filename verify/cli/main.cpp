#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>

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

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of the write, not the end of the process
  const auto app = plumbline::make_app(
      "plumbline", "verifies the theory and the samplers of guided diffusion, with numbers that carry errors",
      PLUMBLINE_VERSION);
  plumbline::set_command_line(argc, argv);
  plumbline::Action action;
  plumbline::add_cases_command(*app, action);
  plumbline::add_claims_command(*app, action);
  plumbline::add_law_command(*app, action);
  plumbline::add_study_command(*app, action);
  plumbline::add_verify_command(*app, action);
  plumbline::add_show_command(*app, action);
  plumbline::add_report_command(*app, action);
  plumbline::add_compare_command(*app, action);
  plumbline::add_merge_command(*app, action);
  try {
    if (const auto status = plumbline::parse(*app, argc, argv)) return *status;
    const ExitStatus status = action();
    if (std::fflush(stdout) != 0) throw std::system_error(errno, std::generic_category(), "cannot write standard output");
    return static_cast<int>(status);
  } catch (const plumbline::InputError& error) {
    return fail(ExitStatus::bad_input, error.what());
  } catch (const std::bad_alloc&) {
    return fail(ExitStatus::bad_input, "out of memory; ask for fewer steps, paths or components");
  } catch (const plumbline::OutputError& error) {
    return fail(ExitStatus::output, error.what());
  } catch (const std::system_error& error) {
    return fail(ExitStatus::output, fmt::format("{}; make room and run it again", error.what()));
  } catch (const std::exception& error) {
    return fail(ExitStatus::output, fmt::format("internal error: {}; please report it with the command line", error.what()));
  }
}
