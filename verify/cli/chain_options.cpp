#include "verify/cli/chain_options.hpp"

#include <fmt/format.h>

#include "theory/base/input_error.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "verify/cli/named_options.hpp"

namespace plumbline {

void ChainOptions::add_steps_to(CLI::App& command) {
  begin_group(command, "The chain");
  restrict_to(add_option(command, "--steps", steps, "Number N of transitions", Need::required), 1, kMostSteps);
  add_scheme_option(command, scheme);
  add_named_option(command, "--schedule", schedule, schedule_from_name, schedule_names());
  t0_option_ = &add_option(command, "--t0", t0, "First reverse time, 0 < t0 < tend");
  tend_option_ = &add_option(command, "--tend", tend, "Last reverse time, at most 1 (data)");
}

void ChainOptions::add_to(CLI::App& command) {
  add_steps_to(command);
  add_named_option(command, "--start", start, start_from_name, "Law of the first state: exact, gaussian or reweighted");
}

void ChainOptions::add_guidance_to(CLI::App& command) {
  begin_group(command, "Guidance");
  add_option(command, "--w", w, "Guidance scale", Need::required);
  add_option(command, "--w-from", w_from, "Guide only after this reverse time");
  add_option(command, "--w-to", w_to, "Guide only up to this reverse time");
}

ChainFamily ChainOptions::family() const {
  if (!(w_from < w_to)) {
    throw InputError(fmt::format("the window from {} to {} is empty", w_from, w_to), "--w-from", "give from < to");
  }
  const bool ends_given = is_given(*t0_option_) || is_given(*tend_option_);
  if (sets_own_ends(schedule) && ends_given) {
    throw InputError(fmt::format("the schedule {} sets its own end points", name(schedule)), "--schedule",
                     "leave out --t0 and --tend");
  }
  return {schedule, scheme, {{t0}, {tend}, {guidance_scale(w), {w_from}, {w_to}}, start}};
}

Chain ChainOptions::chain() const { return chain_with(family(), {steps}); }

}  // namespace plumbline
