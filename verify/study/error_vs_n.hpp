#pragma once

#include <cstdint>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/problem/quantities.hpp"
#include "theory/problem/schedule.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// How far the law of the chain (27) is from that of (26) at each number of steps: claims D1 and D2, no Monte Carlo.
struct ErrorVsN {
  std::vector<std::int64_t> steps;  ///< default_steps() unless given
  GuidanceScale w{1.0};
  Schedule schedule = Schedule::log_uniform;
  Time t0{1e-4};
};

/// 32, 64, ..., 8192.
std::vector<std::int64_t> default_steps();

/// The table `error_vs_n` over (case, scheme, steps): signed weak error of E J, TV, KL, W1, W2 to the limit law, the
/// Girsanov bound on KL, each with its error; and the order fitted to each over its own asymptotic range, with its
/// interval. 1-D cases; InputError otherwise. A unit is one chain.
Study error_vs_n_study(std::vector<Case> cases, const ErrorVsN& parameters);

}  // namespace plumbline
