#pragma once

namespace plumbline {

/// G = s + omega (s - s^J), the guided score of (26), omega signed as in Step. For numbers, columns of points, and
/// whatever is linear in the scores, as their derivatives.
template <class Score, class Real>
Score guided_score(const Score& base, const Score& reweighted, const Real& omega) {
  return base + omega * (base - reweighted);
}

}  // namespace plumbline
