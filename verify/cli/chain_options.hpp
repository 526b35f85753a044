#pragma once

#include <cstdint>

#include "theory/integrability/first_finite_steps.hpp"
#include "verify/cli/parser.hpp"

namespace plumbline {

/// The options that describe a chain (27), shared by the commands that run one.
struct ChainOptions {
  double w = 0.0;
  double w_from = 0.0;
  double w_to = 1.0;
  std::int64_t steps = 0;
  Scheme scheme = Scheme::ddpm;
  Schedule schedule = Schedule::log_uniform;
  Start start = Start::exact;
  double t0 = 1e-4;
  double tend = 1.0;

  /// Adds --steps, --scheme, --schedule, --t0, --tend.
  void add_steps_to(CLI::App& command);
  /// The same and --start.
  void add_to(CLI::App& command);
  /// Adds --w and its window, --w-from and --w-to.
  void add_guidance_to(CLI::App& command);

  /// The chain that the options describe. Throws InputError on values out of range.
  Chain chain() const;
  /// The chains that differ from it in their number of steps only.
  ChainFamily family() const;

 private:
  const CLI::Option* t0_option_ = nullptr;
  const CLI::Option* tend_option_ = nullptr;
};

}  // namespace plumbline
