#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "results/table.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/error_kind.hpp"
#include "theory/problem/quantities.hpp"
#include "theory/problem/scheme.hpp"

namespace plumbline {

/// What score errors do to the sampler (27): claims E1 and E2 as numbers, no Monte Carlo.
struct ScoreErrorStudy {
  std::vector<ErrorKind> kinds;  ///< all unless given
  ErrorTarget target = ErrorTarget::guided;
  std::vector<double> sizes;  ///< eps of the wrong estimate; default_sizes() unless given
  std::vector<double> scales{0.5, 1.0, 2.0};
  std::vector<std::int64_t> steps{64, 256};
  Scheme scheme = Scheme::ddpm;
  Time t0{1e-4};
  Seed seed{20260101};  ///< of the random field
  int n_threads = 0;
};

/// 0.003, 0.01, 0.03, 0.1, 0.3.
std::vector<double> default_sizes();

/// The table `score_error` over (case, w, steps, kind, epsilon): KL and TV to the chain with true scores, what E1
/// bounds them by, the ratio TV / bound, E J; and over (case, w, steps, kind) the eps at which the improvement over the
/// unguided chain is lost, NaN where it is not by eps = 1 or cannot be resolved. Cells that make no sense (an error
/// that guidance does not use; the worst case of one estimate) are NaN. 1-D cases; InputError otherwise. `done` is
/// called after each (case, w, steps, kind).
Table score_error_table(const std::vector<Case>& cases, const ScoreErrorStudy& study,
                        const std::function<void(const std::string&)>& done);

/// The table `error_budget` over (case, halving): the four-way budget E3 of E J, with all four causes halved again and
/// again.
Table error_budget_table(const std::vector<Case>& cases, const ScoreErrorStudy& study);

}  // namespace plumbline
