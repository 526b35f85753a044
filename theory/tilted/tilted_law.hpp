#pragma once

#include "theory/base/quantities.hpp"
#include "theory/base/value.hpp"
#include "theory/law/resolved_law.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/static/marginals.hpp"

namespace plumbline {

/// The tilted law with density proportional to p_t^(1 + omega) (p^J_t)^(-omega), for classifier-free guidance
/// p(x|c)^(1+w) p(x)^(-w), on the line (theory/README.md, section 10).
///
/// It is often taken for the law of Y_t^w, whose guided score G_t it has, but is not: the two differ for every omega
/// other than 0 and -1. It need not even exist.
class TiltedLaw {
 public:
  /// Throws InputError unless d = 1 and the marginals have densities, OutOfReach unless the product is integrable: with
  /// v_a, v_b the largest noised variances, (1 + omega) / v_a > omega / v_b.
  TiltedLaw(const GuidedPair& pair, GuidanceScale w, Time t = {1.0});

  /// Int p^(1+omega) (p^J)^(-omega) dy = E[h^(-omega)] (E J)^omega.
  const Value& normaliser() const { return normaliser_; }
  double log_density(double y) const;
  /// E h_t^q under the tilted law, E[h^(q - omega)] / E[h^(-omega)] under p_t; +infinity where it is infinite.
  Value expected_cost(double q = 1.0) const;

 private:
  GuidedPair pair_;
  Time time_;
  double omega_;
  Marginals<double> marginals_;
  Value power_mean_;  ///< E[h^(-omega)]
  Value normaliser_;
};

/// TV between the tilted law and a law on the line at the same time, in closed form on the grid of the latter, which is
/// widened to hold the tilted law.
Value tilted_tv(const TiltedLaw& tilted, const ResolvedLaw& law);

}  // namespace plumbline
