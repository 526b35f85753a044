#pragma once

#include <cstdint>
#include <string>

#include "theory/integrability/first_finite_steps.hpp"
#include "verify/cli/parser.hpp"

namespace plumbline {

/// The options that describe a chain (27), shared by the commands that run one.
struct ChainOptions {
  double w = 0.0;
  double w_from = 0.0;
  double w_to = 1.0;
  GuidanceRule guidance_rule{};
  std::int64_t steps = 0;
  Scheme scheme = Scheme::ddpm;
  Schedule schedule = Schedule::log_uniform;
  Start start = Start::exact;
  std::string times_file;  ///< a schedule of its own, which says the number of steps too
  double t0 = 1e-4;
  double tend = 1.0;

  /// Adds --steps, --scheme, --schedule, --times, --t0, --tend.
  void add_steps_to(CLI::App& command);
  /// The same and --start.
  void add_to(CLI::App& command);
  /// Adds --w, its window, --w-from and --w-to, and --guidance-rule.
  void add_guidance_to(CLI::App& command);

  StepCount step_count() const;
  /// The chain that the options describe. Throws InputError on values out of range.
  Chain chain() const;
  /// The chains that differ from it in their number of steps only.
  ChainFamily family() const;

 private:
  Schedule chosen_schedule() const;

  const CLI::Option* schedule_option_ = nullptr;
  const CLI::Option* t0_option_ = nullptr;
  const CLI::Option* tend_option_ = nullptr;
};

/// For a command that runs a chain of its --case alone: throws InputError if the line gave an option of "The chain",
/// which would be passed over.
void refuse_chain_options(const CLI::App& command);

}  // namespace plumbline
