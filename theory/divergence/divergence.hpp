#pragma once

#include "theory/law/resolved_law.hpp"

namespace plumbline {

/// Distances between two laws on the line; logarithms are natural.
struct Divergences {
  Value tv;           ///< Int |p - q| / 2
  Value kl_forward;   ///< KL(p, q) = E_p log(p / q)
  Value kl_backward;  ///< KL(q, p)
  Value hellinger;    ///< (Int (sqrt p - sqrt q)^2 / 2)^(1/2)
  Value w1;           ///< Int |F_p - F_q|
  Value w2;           ///< (Int_0^1 (F_p^-1 - F_q^-1)^2)^(1/2)
};

/// All six for the pair (p, q), from the log densities (theory/README.md, D2). The error is four times
/// what changes when either law is replaced by its coarser twin, what changes when the common grid is twice as coarse,
/// and the rounding of both laws.
Divergences divergences(const ResolvedLaw& p, const ResolvedLaw& q);

/// The six plain numbers for two laws taken as exact; both are interpolated onto one grid: the finer
/// of the two, with its spacing divided by `refinement`.
/// KL comes from the log ratio L as Int p (L + e^-L - 1), whose first order does not cancel, so that a KL of 1e-20
/// still has digits. TV and W1 locate the kinks of the absolute value.
struct PlainDivergences {
  double tv = 0.0;
  double kl_forward = 0.0;
  double kl_backward = 0.0;
  double hellinger = 0.0;
  double w1 = 0.0;
  double w2 = 0.0;
  double w2_response = 0.0;  ///< of w2 to a relative error of the tails of q: the length that multiplies it
};
PlainDivergences plain_divergences(const GridLaw& p, const GridLaw& q, int refinement = 1);

/// E_p h^q - E_q h^q, and the same for the first and the second moment, with the errors of both sides.
Value cost_difference(const ResolvedLaw& p, const ResolvedLaw& q, double power = 1.0);
Value mean_difference(const ResolvedLaw& p, const ResolvedLaw& q);
Value second_moment_difference(const ResolvedLaw& p, const ResolvedLaw& q);

}  // namespace plumbline
