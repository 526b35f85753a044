#pragma once

#include "theory/plane/plane_chain_law.hpp"
#include "theory/reduced/product_divergence.hpp"
#include "theory/reduced/reduction.hpp"

namespace plumbline {

/// Every `stride`-th point in both directions.
PlaneLaw thinned(const PlaneLaw& law, Eigen::Index stride);

/// The chain and its limit in the plane on one grid, with what is orthogonal to the plane. Must not outlive either.
class PlaneDistance {
 public:
  PlaneDistance(const Reduction& problem, const Chain& chain, const ResolvedPlaneLaw& law,
                const ResolvedPlaneLaw& limit);

  Value tv() const;
  Value kl() const;
  /// The law of the chain on the grid of the limit.
  PlaneLaw chain() const;

 private:
  /// Its error: what the coarser chain, the coarser limit and a wider spacing change.
  Value distance(double (*between)(const ProductLaws&)) const;

  Eigen::Index n_;
  double variance_;
  double limit_variance_;
  const ResolvedPlaneLaw& law_;
  const ResolvedPlaneLaw& limit_;
};

}  // namespace plumbline
