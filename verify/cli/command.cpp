#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "results/store/output_error.hpp"
#include "results/store/provenance.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/exit_status.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/cli/standard_streams.hpp"
#include "verify/cli/start_ranks.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

// One line, whatever the message quotes from a file or a name.
int fail(ExitStatus status, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  if (is_leader()) {
    say(fmt::format("plumbline: {}\n", message));
  } else {
    report_failure(*ranks_of_this_process(), static_cast<int>(status), message);
  }
  return static_cast<int>(status);
}

/// Commands whose work ranks share; every other is for one process.
void require_work_for_ranks(const CLI::App& app) {
  const std::vector<std::string> shared = {"study", "verify", "mutants", "random", "sample"};
  const std::string command = chosen_command(app);
  if (ranks_of_this_process() != nullptr && std::find(shared.begin(), shared.end(), command) == shared.end()) {
    throw InputError("is for one process", command,
                     fmt::format("run it without mpirun; ranks share {}", fmt::join(shared, ", ")));
  }
}

}  // namespace

int run_command(int argc, char** argv) {
  const auto app =
      make_app("plumbline", "verifies the theory and the samplers of guided diffusion, with numbers that carry errors",
               PLUMBLINE_VERSION);
  set_command_line(shell_line(std::vector<std::string>(argv, argv + argc)));
  Action action;
  add_cases_command(*app, action);
  add_claims_command(*app, action);
  add_law_command(*app, action);
  add_times_command(*app, action);
  add_mutants_command(*app, action);
  add_random_command(*app, action);
  add_sample_command(*app, action);
  add_check_command(*app, action);
  add_study_command(*app, action);
  add_verify_command(*app, action);
  add_show_command(*app, action);
  add_report_command(*app, action);
  add_compare_command(*app, action);
  add_merge_command(*app, action);
  try {
    const std::optional<int> answered = parse(*app, argc, argv);
    if (!answered) require_work_for_ranks(*app);
    const int status = answered ? *answered : static_cast<int>(action());
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      throw std::system_error(errno, std::generic_category(), "cannot write standard output");
    }
    return status;
  } catch (const Dismissed&) {
    return static_cast<int>(ExitStatus::holds);  // the leader tells how the run ended
  } catch (const RankFailure& failure) {
    return fail(static_cast<ExitStatus>(failure.status()), failure.what());
  } catch (const InputError& error) {
    return fail(ExitStatus::bad_input, error.what());
  } catch (const std::length_error&) {
    return fail(ExitStatus::bad_input, "more numbers than memory can hold; ask for fewer steps, paths or components");
  } catch (const OutOfReach& error) {
    return fail(ExitStatus::inconclusive, error.what());
  } catch (const std::bad_alloc&) {
    return fail(ExitStatus::bad_input, "out of memory; ask for fewer steps, paths or components");
  } catch (const OutputError& error) {
    return fail(ExitStatus::output, error.what());
  } catch (const std::system_error& error) {
    if (error.code().value() == EPIPE) end_unheard();
    return fail(ExitStatus::output, fmt::format("{}; make room and run it again", error.what()));
  } catch (const std::exception& error) {
    return fail(ExitStatus::output,
                fmt::format("internal error: {}; please report it with the command line", error.what()));
  }
}

}  // namespace plumbline
