#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/schedule.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// Which sampler at how many evaluations of the score: every rule on every schedule, by exact laws.
struct SamplersStudy {
  std::vector<std::int64_t> evaluations{8, 16, 32, 64};  ///< of the score a path; a rule takes what its steps cost
  std::vector<Scheme> schemes;                           ///< compared_schemes() unless given
  std::vector<Schedule> schedules{all_schedules.begin(), all_schedules.end()};
  GuidanceScale w{1.0};
  Time t0{1e-3};
  Time tend{1.0};
};

/// One of every rule that people run.
std::vector<Scheme> compared_schemes();

/// The table `samplers` over (case, schedule, scheme, evaluations): steps, E J, and the errors of the law against the limit of
/// the rule's own noise share between the ends of the grid: weak (of E J, signed), TV and W2. heun-churn has another
/// limit for every grid, and is compared with its own chain of many steps. Over (case, schedule, evaluations) the
/// smallest |weak error|, and over (case, evaluations) the frontier over all schedules and a sentence that says which it
/// is, against ddim:0 on the same schedule. 1-D cases with a density at the end. A unit is one chain.
Study samplers_study(std::vector<Case> cases, const SamplersStudy& parameters);

}  // namespace plumbline
