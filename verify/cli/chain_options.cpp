#include "verify/cli/chain_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/cli/named_options.hpp"

namespace plumbline {
namespace {

constexpr const char* chain_group = "The chain";

}  // namespace

void ChainOptions::add_steps_to(CLI::App& command) {
  begin_group(command, chain_group);
  restrict_to(add_option(command, "--steps", steps, "Number N of transitions; needed but for --times"), 1, kMostSteps);
  add_scheme_option(command, scheme);
  schedule_option_ =
      &add_named_option(command, "--schedule", schedule, schedule_from_name, schedule_names());
  add_option(command, "--times", times_file, "A file of times, sigmas or timesteps, in place of --schedule");
  t0_option_ = &add_option(command, "--t0", t0, "First reverse time, 0 < t0 < tend");
  tend_option_ = &add_option(command, "--tend", tend, "Last reverse time, at most 1 (data)");
}

void ChainOptions::add_to(CLI::App& command) {
  add_steps_to(command);
  add_named_option(command, "--start", start, start_from_name,
                   "Law of the first state: exact, gaussian (N(0, I)), sigma-max (N(0, (1 - t0) I)) or reweighted");
}

void ChainOptions::add_guidance_to(CLI::App& command) {
  begin_group(command, "Guidance");
  add_option(command, "--w", w, "Guidance scale", Need::required);
  add_option(command, "--w-from", w_from, "Guide only after this reverse time");
  add_option(command, "--w-to", w_to, "Guide only up to this reverse time");
  add_named_option(command, "--guidance-rule", guidance_rule, guidance_rule_from_name,
                   "What is made of the scale and the scores: " + guidance_rule_names());
}

ChainFamily ChainOptions::family() const {
  if (!(w_from < w_to)) {
    throw InputError(fmt::format("the window from {} to {} is empty", w_from, w_to), "--w-from", "give from < to");
  }
  const bool ends_given = is_given(*t0_option_) || is_given(*tend_option_);
  const Schedule chosen = chosen_schedule();
  if (sets_own_ends(chosen) && ends_given) {
    throw InputError(fmt::format("the schedule {} sets its own end points", name(chosen)), "--schedule",
                     "leave out --t0 and --tend");
  }
  return {chosen, scheme, {{t0}, {tend}, {guidance_scale(w), {w_from}, {w_to}, guidance_rule}, start}};
}

Schedule ChainOptions::chosen_schedule() const {
  if (times_file.empty()) return schedule;
  if (is_given(*schedule_option_)) {
    throw InputError("both --times and --schedule", "--times", "give one of them");
  }
  return own_times_from(times_file);
}

StepCount ChainOptions::step_count() const {
  const Schedule chosen = chosen_schedule();
  const OwnTimes* own = std::get_if<OwnTimes>(&chosen.rule());
  if (own != nullptr && steps == 0) return {std::max<std::int64_t>(1, static_cast<std::int64_t>(own->times->size()) - 1)};
  if (steps == 0) throw InputError("missing", "--steps", "give the number of transitions, or --times FILE");
  return {steps};
}

Chain ChainOptions::chain() const { return chain_with(family(), step_count()); }

void refuse_chain_options(const CLI::App& command) {
  const std::vector<std::string> given = given_in_group(command, chain_group);
  if (given.empty()) return;
  throw InputError("describes the chain of a case, and there is no --case", given.front(),
                   "give --case, or leave it out");
}

}  // namespace plumbline
