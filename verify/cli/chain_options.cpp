#include "verify/cli/chain_options.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/problem/input_error.hpp"

namespace plumbline {

void ChainOptions::add_to(CLI::App& command) {
  command.add_option("--steps", steps, "Number N of transitions")->required();
  command.add_option("--scheme", scheme, "ddpm, exponential or euler")->capture_default_str();
  command.add_option("--schedule", schedule, "log-uniform, logit-uniform, li, ddpm-linear, cosine or karras")
      ->capture_default_str();
  command.add_option("--start", start, "Law of the first state: exact, gaussian or reweighted")->capture_default_str();
  command.add_option("--t0", t0, "First reverse time, 0 < t0 < tend")->capture_default_str();
  command.add_option("--tend", tend, "Last reverse time, at most 1 (data)")->capture_default_str();
  command_ = &command;
}

void ChainOptions::add_guidance_to(CLI::App& command) {
  command.add_option("--w", w, "Guidance scale")->required();
  command.add_option("--w-from", w_from, "Guide only after this reverse time")->capture_default_str();
  command.add_option("--w-to", w_to, "Guide only up to this reverse time")->capture_default_str();
}

Chain ChainOptions::chain() const {
  if (!std::isfinite(w)) throw InputError(fmt::format("w = {} is not finite", w), "--w", "give a number");
  if (!(w_from < w_to)) {
    throw InputError(fmt::format("the window from {} to {} is empty", w_from, w_to), "--w-from", "give from < to");
  }
  const Schedule kind = schedule_from_name(schedule);
  const bool ends_given = command_ != nullptr && command_->count("--t0") + command_->count("--tend") > 0;
  if (kind == Schedule::li && ends_given) {
    throw InputError("the li schedule sets its own end points", "--schedule li", "leave out --t0 and --tend");
  }
  return {make_grid(kind, {steps}, {t0}, {tend}),
          scheme_from_name(scheme),
          {{w}, {w_from}, {w_to}},
          start_from_name(start)};
}

}  // namespace plumbline
