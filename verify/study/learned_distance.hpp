#pragma once

#include <cstdint>
#include <vector>

#include "theory/base/quantities.hpp"
#include "theory/cases/case.hpp"
#include "theory/learned/network_score.hpp"
#include "verify/study/study.hpp"

namespace plumbline {

/// How near learned scores come to the true ones, s from plain and s^J or s^r from weighted data (G2); sizes and times
/// are our choice.
struct LearnedDistance {
  std::vector<std::int64_t> samples{250, 500, 1000, 2000, 4000};
  std::vector<std::int64_t> features{5, 9, 17, 33};  ///< numbers of radial bumps
  std::int64_t sets = 24;                            ///< training sets, each with its seed
  NetworkPlan network;                               ///< its times and seed are those of the study
  Seed seed{20260101};
};

/// The tables
///   learned_distance  over (case, score, features, samples): mean square, over training sets, of the distance of the
///                     feature score to the true score and to its own limit n -> infinity, and what the sandwich
///                     predicts for the latter; over (case, score, features): the distance of that limit to the true
///                     score, and the fitted order in 1/n;
///   network_distance  over (case, score, samples): the same distance of a network trained on the first set.
/// The distance is the norm of E1 along the unguided law, over three times. `score` is base or reweighted: for
/// classifier-free guidance class-conditional data, and the same data weighted with 1/p(c|x). Cases on the line;
/// InputError otherwise. A unit is one mean, or one network.
Study learned_distance_study(std::vector<Case> cases, LearnedDistance parameters);

}  // namespace plumbline
