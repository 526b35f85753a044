#pragma once

#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// What guidance does to E J along the limits of every noise share kappa, from DDIM's flow (0) to the SDE (1).
struct NoiseShareStudy {
  std::vector<double> shares{0.0, 0.25, 0.5, 0.75, 1.0};
  std::vector<double> scales{-0.5, 0.5, 1.0, 2.0, 4.0};
  Time t0{1e-2};
  Time tend{0.9};
};

/// The table `noise_share` over (case, share, w): E h_tend of the limit, its change against w = 0, and the two terms of
/// (H-kappa), dissipation and the added one, for shares above 0 (theory/README.md). 1-D cases.
Study noise_share_study(std::vector<Case> cases, const NoiseShareStudy& parameters);

}  // namespace plumbline
