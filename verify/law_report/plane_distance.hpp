#pragma once

#include "theory/plane/plane_chain_law.hpp"
#include "theory/reduced/product_divergence.hpp"
#include "theory/reduced/reduction.hpp"

namespace plumbline {

/// Every `stride`-th point in both directions.
PlaneLaw thinned(const PlaneLaw& law, Eigen::Index stride);

/// The chain and its limit in the plane on one grid, with what is orthogonal to the plane. Must not outlive the limit.
class PlaneDistance {
 public:
  PlaneDistance(const Reduction& problem, const Chain& chain, const ResolvedPlaneLaw& limit);

  Value tv() const;
  Value kl() const;
  /// The law of the chain on the grid of the limit.
  const PlaneLaw& chain() const { return chain_; }

 private:
  /// `convergence` is the power to which the relative change from twice the spacing h is the error of h.
  Value distance(double (*between)(const ProductLaws&), double convergence) const;

  Eigen::Index n_;
  double variance_;
  double limit_variance_;
  PlaneLaw chain_;
  const ResolvedPlaneLaw& limit_;
};

}  // namespace plumbline
