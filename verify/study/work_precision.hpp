#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/schedule.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// What it costs to come within an error: weak |E J(Y_N) - E J(Y_1)|, TV, and strong (E |Y_N - Y_1|^2)^(1/2).
struct WorkPrecision {
  std::vector<double> targets{1e-2, 1e-3, 1e-4};
  std::vector<Schedule> schedules{all_schedules.begin(), all_schedules.end()};
  std::vector<Scheme> schemes{all_schemes.begin(), all_schemes.end()};  ///< any with a limit
  GuidanceScale w{1.0};
  Time t0{1e-3};                     ///< where the schedules begin; `li` finds its own ends
  std::int64_t most_steps = 65'536;  ///< targets that need more are not reached
  std::int64_t paths = 1024;         ///< of the strong error
  Seed seed{20260101};               ///< of those paths
};

/// The table `work_precision` over (case, schedule, scheme, measure, target): the N, as a real number, from which the
/// error stays below the target, the evaluations of scores that this takes a path (s and s^J at every stage), and the
/// seconds for a million paths on one thread, from the time that a path-step of `ddpm` takes in the same run, for every
/// stage.
/// NaN, with the reason in `how`, where N would have to be larger than most_steps, or the measure is not available.
///
/// Weak and TV come from exact laws at whole N: N = 8, 16, 32 .. until both errors are below the smallest target and
/// the weak one keeps its sign, then between the last two that hold the target, where the error crosses it on a line in
/// log-log, again and again. The strong error comes from coupled paths, which know uniform steps in log t alone, on the
/// same doubled N, with a line in log-log between them; its error is one standard error. 1-D cases whose limit has a
/// finite E J; InputError otherwise. A unit is a schedule and scheme.
Study work_precision_study(std::vector<Case> cases, WorkPrecision parameters);

}  // namespace plumbline
