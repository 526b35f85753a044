#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/error_kind.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// What score errors do to the sampler (27): claims E1 and E2 as numbers, no Monte Carlo.
struct ScoreErrorStudy {
  std::vector<ErrorKind> kinds{all_error_kinds.begin(), all_error_kinds.end()};
  ErrorTarget target = ErrorTarget::guided;
  std::vector<double> sizes;  ///< eps of the wrong estimate; default_sizes() unless given
  std::vector<double> scales{0.5, 1.0, 2.0};
  std::vector<std::int64_t> steps{64, 256};
  Scheme scheme = Scheme::ddpm;
  Time t0{1e-4};
  Seed seed{20260101};  ///< of the random field
};

/// 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32.
std::vector<double> default_sizes();

/// The table `score_error` over (case, w, steps, kind, epsilon): KL and TV to the chain with true scores, what E1
/// bounds them by, the slack of the bound and a verdict on it, E J, and the harm, the move of E J / (J + E J) against
/// the objective, with its first-order prediction and a verdict on harm <= that of the worst case of the same size.
/// Over (case, w, steps, kind): the orders of TV and KL in eps, and the eps at which the improvement over the unguided
/// chain is lost, NaN where it is not by eps = 1 or cannot be resolved. Cells that make no sense (an error that
/// guidance does not use; the worst case of one estimate) are NaN. 1-D cases; InputError otherwise. A unit is one kind
/// on one chain.
Study score_error_study(std::vector<Case> cases, ScoreErrorStudy parameters);

/// The table `error_budget` over (case, halvings): the four-way budget E3 of E J, with all four causes halved that
/// often. A unit is one budget.
Study error_budget_study(std::vector<Case> cases, std::vector<std::int64_t> halvings);
/// 0, 1, .. 4.
std::vector<std::int64_t> default_halvings();

}  // namespace plumbline
