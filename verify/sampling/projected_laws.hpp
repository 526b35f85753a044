#pragma once

#include <string>
#include <vector>

#include "theory/law/grid_law.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/transitions.hpp"
#include "verify/sampling/projection.hpp"

namespace plumbline {

/// A sampler as its law sees it: a chain (27), the scores it believes in, and what it does to the steps of the chain.
struct SamplerLaw {
  GuidedPair pair;
  Chain chain;
  std::vector<Step<double>> steps;  ///< empty: those of the chain

  Transitions run() const;
};

/// Exact laws of a few projections of the end state, chosen beforehand by the dimension and the means alone:
///   d = 1                               the state
///   equal covariances v I, means on a line  along the means, the first coordinate, and one direction across the means
///   d = 2                               both coordinates and the diagonal; steps of the chain only
/// `tolerance` as in LawOptions. Throws InputError where no exact law is known: has_exact_projections() tells.
std::vector<Projection> projected_laws(const SamplerLaw& sampler, double tolerance);

/// The density of N(mean, variance) on a grid over nine deviations to either side, shape (18 points_a_deviation + 1).
/// Precondition: variance > 0.
GridLaw gaussian_on_grid(double mean, double variance, int points_a_deviation = 8);

/// "" or why the laws of the problem's chains have no exact projections.
std::string why_no_exact_projections(const GuidedPair& pair);

/// The law of (26) in the same projections; in the plane and beyond from the chain's limit.
std::vector<Projection> projected_limit(const GuidedPair& pair, const Chain& chain, double tolerance);

/// The base law p_t of the problem at reverse time t in the same projections, any dimension: mixtures in closed form.
std::vector<Projection> projected_data(const GuidedPair& pair, Time t);

}  // namespace plumbline
