#pragma once

#include "theory/plane/plane_chain_law.hpp"
#include "theory/problem/limit_spec.hpp"

namespace plumbline {

/// The law of the limit in the plane from its Fokker-Planck equation. With q = p_t g, u = log t, kappa the noise share
/// and v = (1 - kappa)/2 s + (1 + kappa)/2 omega (s - s^J), where p_t itself solves the unguided equation,
///
///   dg/du = [ kappa/2 Laplacian - y/2 . grad ] g  -  [ v . grad + (1 + kappa)/2 omega (div + s .) (s - s^J) ] g.
///
/// Strang's splitting: the first bracket is an Ornstein-Uhlenbeck semigroup (plane_smoothing.hpp), the second is
/// followed along its characteristics (fourth-order Runge-Kutta, plane_interpolation.hpp). What is held is log g: it is
/// 0 where nothing guides, and p_t is exact however narrow. Equal steps of a clock (limit_clock.hpp), extrapolated in
/// the square of the step from N, 2 N, 4 N; every stretch of constant guidance has steps of its own. Two such runs that
/// have neither N nor spacing, window nor nodes in common bound each other's errors; they grow finer until they agree
/// to the tolerance.
///
/// It shares the scores with plane_limit_law(), and nothing else: no chain, no limit in N of chains. Throws InputError
/// unless d = 2, OutOfReach where a grid would need more than 4e6 points, and where it would not resolve the bends of
/// log h between far narrow components.
ResolvedPlaneLaw plane_fokker_planck_law(const GuidedPair& pair, const LimitSpec& spec,
                                         const PlaneLawOptions& options = {});

}  // namespace plumbline
