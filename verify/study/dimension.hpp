#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/scheme.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// What the dimension does to the sampler (27): claim D4 as numbers, no Monte Carlo.
struct DimensionStudy {
  std::vector<std::int64_t> dimensions{1, 4, 16, 64, 256, 1024};
  StepCount steps{128};  ///< N for the errors at fixed N
  double kl = 0.01;      ///< KL for the N needed
  GuidanceScale w{1.0};
  Scheme scheme = Scheme::ddpm;
  Time t0{1e-4};
};

/// The table `dimension` over (case, dimension): the line of the case laid into R^d with the same variance in the other
/// d - 1 directions; TV, KL and W2 of the chain of N steps from its limit; the N, as a real number, at which KL falls
/// to the one asked for; and over (case) the fitted power of sqrt(d) in that N, with its interval. Exact laws of the
/// line times Gaussians in closed form. Log-uniform times. Throws InputError unless all covariances are equal multiples
/// of I and the means span one direction.
Study dimension_study(std::vector<Case> cases, const DimensionStudy& parameters);

}  // namespace plumbline
