#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/schedule.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// How far the law of the chain (27) is from that of its limit, (26) for most rules, at each number of steps: claims D1
/// and D2, no Monte Carlo.
struct ErrorVsN {
  std::vector<std::int64_t> steps;  ///< doubled_steps() unless given
  GuidanceScale w{1.0};
  std::vector<Schedule> schedules{Schedule::log_uniform};
  std::vector<Scheme> schemes{all_schemes.begin(), all_schemes.end()};
  Time t0{1e-4};  ///< where the schedules begin; `li` finds its own ends from its number of levels
};

/// 32, 64, 128, ... up to `last`.
std::vector<std::int64_t> doubled_steps(std::int64_t last);

/// The table `error_vs_n` over (case, scheme, steps): signed weak error of E J, TV, KL, W1, W2 to the limit law, the
/// Girsanov bound on KL, each with its error; and the order fitted to each over its own asymptotic range, with its
/// interval; and the leading term of the weak error from its expansion (theory/law/weak_error.hpp), which shares no
/// chain with it. The last two are known for `ddpm`, `exponential` and `euler` alone; distances where the law has a
/// density. 1-D cases, one schedule, rules with a limit; InputError otherwise. A unit is one chain.
Study error_vs_n_study(std::vector<Case> cases, const ErrorVsN& parameters);

/// The same over (case, schedule, scheme, steps), any number of schedules: the table `schedule`. Each chain is compared
/// with the limit (26) between its own first and last times.
Study schedule_study(std::vector<Case> cases, const ErrorVsN& parameters);

}  // namespace plumbline
