#include "verify/cli/chain_options.hpp"

#include <fmt/format.h>

#include "theory/problem/guidance_scale.hpp"
#include "theory/problem/input_error.hpp"

namespace plumbline {

void ChainOptions::add_to(CLI::App& command) {
  add_option(command, "--steps", steps, "Number N of transitions", Need::required);
  add_option(command, "--scheme", scheme, "ddpm, exponential or euler");
  add_option(command, "--schedule", schedule, "log-uniform, logit-uniform, li, ddpm-linear, cosine or karras");
  add_option(command, "--start", start, "Law of the first state: exact, gaussian or reweighted");
  t0_option_ = &add_option(command, "--t0", t0, "First reverse time, 0 < t0 < tend");
  tend_option_ = &add_option(command, "--tend", tend, "Last reverse time, at most 1 (data)");
}

void ChainOptions::add_guidance_to(CLI::App& command) {
  add_option(command, "--w", w, "Guidance scale", Need::required);
  add_option(command, "--w-from", w_from, "Guide only after this reverse time");
  add_option(command, "--w-to", w_to, "Guide only up to this reverse time");
}

ChainFamily ChainOptions::family() const {
  if (!(w_from < w_to)) {
    throw InputError(fmt::format("the window from {} to {} is empty", w_from, w_to), "--w-from", "give from < to");
  }
  const Schedule kind = schedule_from_name(schedule);
  const bool ends_given = is_given(*t0_option_) || is_given(*tend_option_);
  if (kind == Schedule::li && ends_given) {
    throw InputError("the li schedule sets its own end points", "--schedule li", "leave out --t0 and --tend");
  }
  return {kind, scheme_from_name(scheme), {t0}, {tend}, {guidance_scale(w), {w_from}, {w_to}}, start_from_name(start)};
}

Chain ChainOptions::chain() const { return chain_with(family(), {steps}); }

}  // namespace plumbline
