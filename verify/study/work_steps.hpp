#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

#include "theory/base/computed_once.hpp"
#include "theory/law/resolved_law.hpp"
#include "verify/study/work_precision.hpp"

namespace plumbline {

inline constexpr std::int64_t fewest_work_steps = 8;

/// The chain of the study.
Chain work_chain(const WorkPrecision& parameters, Schedule schedule, Scheme scheme, std::int64_t n);

/// The N from which the errors of chains stay below the targets of a study. Several threads may ask together.
class WorkSteps {
 public:
  WorkSteps(std::vector<Case> cases, WorkPrecision parameters);

  /// For each target, from exact laws: of the weak error, then of TV.
  std::vector<Value> weak_and_tv(std::size_t which_case, Schedule schedule, Scheme scheme);
  /// For each target, from coupled paths on uniform steps in log t, for one of all_schemes. The first that asks runs
  /// them for all of these.
  const std::vector<Value>& strong(std::size_t which_case, Scheme scheme, int n_threads);
  /// The seconds that one path takes for one step, on one thread: the best of several runs.
  double seconds_per_path_step(std::size_t which_case) const;

  const WorkPrecision& parameters() const { return parameters_; }

 private:
  /// Infinite for a chain so unstable that no grid holds its law.
  struct ChainErrors {
    Value weak;
    Value tv;
  };

  ChainErrors errors_of(std::size_t which_case, const Chain& chain);
  std::vector<std::vector<Value>> strong_of_schemes(const GuidedPair& pair, int n_threads) const;

  std::vector<Case> cases_;
  WorkPrecision parameters_;
  ComputedOnce<std::tuple<std::size_t, double, double, double>, ResolvedLaw> limits_;  ///< by case, ends, noise share
  ComputedOnce<std::size_t, std::vector<std::vector<Value>>> strong_;       ///< by case; [scheme][target]
};

}  // namespace plumbline
