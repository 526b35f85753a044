#pragma once

#include <functional>
#include <optional>

#include "theory/law/resolved_law.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/transitions.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// Called with the law of Y_n at its reverse time t_n, n = 0 .. N.
using StepObserver = std::function<void(std::size_t n, double t, const GridLaw& law)>;

struct LawOptions {
  double tolerance = 1e-11;      ///< aimed-for relative error of E J and of the moments
  std::optional<LineGrid> grid;  ///< a fixed grid, for laws that are to be compared point by point
  StepObserver on_step;          ///< sees every law of the final run, fine resolution
  int most_refinements = 6;      ///< how often the grid may be refined to reach the tolerance
  double caution = 1.0;          ///< the first grid is made for tolerance / caution: for laws to be extrapolated in N
  double cost_power = 1.0;       ///< domain and errors are judged by E h^cost_power; raise it for higher moments
  double least_power = 1.0;      ///< the least q of an E h^q that the domain must hold, which may be negative
};

/// The law of a discrete chain (27), from chain_law().
class ChainLaw : public ResolvedLaw {
 public:
  using ResolvedLaw::ResolvedLaw;
};

/// The exact law of the discrete sampler (27) in one dimension: no Monte Carlo (theory/README.md, section 4).
///
/// The log density lives on a fixed uniform grid whose spacing follows the smoothness of the density and not the
/// number of steps; each step integrates the Chapman-Kolmogorov equation by the trapezoidal rule (wide kernel) or by
/// Gauss-Hermite nodes (narrow kernel), chosen by measured error. Cost linear in N; the error of every number is the
/// difference to a coarser run (spacing 1.25 times wider, looser rules). Throws InputError unless the pair is 1-D with
/// positive noised variances at t_N.
ChainLaw chain_law(const GuidedPair& pair, const Chain& chain, const LawOptions& options = {});

/// The same for any run, with the scores that the sampler believes in: mutants and samplers with injected errors go
/// through here.
ChainLaw chain_law(const EstimatedScores& estimate, const Transitions& run, const LawOptions& options = {});

/// One run on options.grid only, without the second resolution: half the cost and no error. For sequences of laws whose
/// grid a chain_law() has already proved.
GridLaw chain_law_on_grid(const EstimatedScores& estimate, const Transitions& run, const LawOptions& options);

}  // namespace plumbline
