#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/error_kind.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// Score errors along Monte Carlo paths, in any dimension and for kinds that have no smooth law (rounding): the size
/// eps of E1, the path KL that bounds KL, and what the error does to the cost of the same Brownian path.
struct ScoreErrorPaths {
  std::vector<ErrorKind> kinds{ErrorKind::constant,       ErrorKind::smooth,         ErrorKind::low_density,
                               ErrorKind::early,          ErrorKind::middle,         ErrorKind::late,
                               ErrorKind::multiplicative, ErrorKind::round_to_float, ErrorKind::round_to_half};
  ErrorTarget target = ErrorTarget::guided;
  double eps = 0.1;  ///< of the guided score; rounding has the size that it has
  std::vector<double> scales{1.0};
  std::vector<std::int64_t> steps{64};
  Scheme scheme = Scheme::ddpm;
  Time t0{1e-4};
  std::int64_t paths = 20000;
  Seed seed{20260101};  ///< of the paths and of the smooth random error
};

/// The table `score_error_paths` over (case, w, steps, kind): the amplitude found for eps; the size as it came out,
/// with its standard error, and the exact one by quadrature on the line and in the plane, along the exact law with the
/// error (NaN beyond, and for rounding); a verdict on the two; the path KL and Pinsker's bound of TV; the cost, its
/// change on the same Brownian path, and the standard error that the change would have on independent paths; the root
/// mean square distance that the error moves a path by. Throws InputError for a worst case or fresh noise, and for eps
/// outside (0, 1]. A unit is one chain: all kinds run on the same paths.
Study score_error_paths_study(std::vector<Case> cases, ScoreErrorPaths parameters);

}  // namespace plumbline
