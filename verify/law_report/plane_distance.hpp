#pragma once

#include "theory/plane/plane_chain_law.hpp"
#include "theory/reduced/product_divergence.hpp"

namespace plumbline {

/// Every `stride`-th point in both directions.
PlaneLaw thinned(const PlaneLaw& law, Eigen::Index stride);

/// A law in the plane times independent N(0, variance) coordinates; the variance is not read where there are none.
struct PlaneProduct {
  const ResolvedPlaneLaw& law;
  double variance;
};

/// Two laws in the plane, such as those of a chain and of its limit, on one grid, with n coordinates orthogonal to the
/// plane. Must not outlive either.
class PlaneDistance {
 public:
  PlaneDistance(Eigen::Index n, const PlaneProduct& law, const PlaneProduct& limit)
      : n_(n), law_(law), limit_(limit) {}

  Value tv() const;
  /// KL(law, limit).
  Value kl() const;
  /// The first law on the grid of the second.
  PlaneLaw law() const;

 private:
  /// Its error: what the coarser laws and a wider spacing change.
  Value distance(double (*between)(const ProductLaws&)) const;

  Eigen::Index n_;
  PlaneProduct law_;
  PlaneProduct limit_;
};

}  // namespace plumbline
