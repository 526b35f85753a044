#pragma once

#include <string>
#include <vector>

#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "verify/sampling/projection_sums.hpp"

namespace plumbline {

/// Where no exact law is known, as in three dimensions and more with unequal covariances, or for rules with stages or a
/// memory: many end states of the same chain by the ensemble engine, which has an error of its own. Projections are those
/// on the first coordinate, the second, and the mean of all; each is known by sums alone, so it takes part in checks of
/// distribution, mean and mean square.
class EnsembleReference {
 public:
  static std::size_t n_projections(const GuidedPair& pair);

  /// Runs four times as many paths as a check of that rule needs, at least 2^18 and at most 2^22.
  EnsembleReference(const GuidedPair& pair, const Chain& chain, const ShiftRule& rule);

  /// Gaussians of the means and variances of a pilot run: they lay the bins and say how many samples are needed.
  const std::vector<Projection>& projections() const { return projections_; }
  std::int64_t n_paths() const { return sums_.front().n(); }

  /// Projection k of the states has the law of the ensemble: half the false-alarm rate is for either side.
  std::vector<Check> checks(std::size_t k, const ProjectionSums& states, const ShiftRule& rule) const;

 private:
  std::vector<Projection> projections_;
  std::vector<ProjectionSums> sums_;
};

}  // namespace plumbline
