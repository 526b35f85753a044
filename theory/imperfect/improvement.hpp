#pragma once

#include "theory/imperfect/imperfect_law.hpp"

namespace plumbline {

/// |E_p J - E_q J| <= ( 2 kl ( E_p (J - c)^2 + E_q (J - c)^2 ) )^(1/2), c = E_q J, for any kl >= KL(p, q): Cauchy and
/// Schwarz on (J - c)(sqrt p - sqrt q)(sqrt p + sqrt q), and Int (sqrt p - sqrt q)^2 <= KL. With the path KL of E1 it
/// bounds what score errors do to an expected cost that has no upper bound (E2). +infinity where a second moment is
/// infinite.
Value cost_gap_bound(const ResolvedLaw& p, const ResolvedLaw& q, const Value& kl);

/// The eps, of the wrong estimate, at which E J of the chain with Ghat has come back to `unguided` (E2), by root
/// finding in the amplitude of the source: doubling until the improvement is lost, then the method of Alefeld, Potra
/// and Shi (TOMS 748). The error of eps is what the error of E J there moves it. Not known when the baseline is no
/// improvement, when it is still there at about size `largest` (a root beyond is none), or when the law there is not
/// resolved; `how` says which.
Value eps_where_improvement_is_lost(const Baseline& baseline, const ErrorSource& source, double unguided,
                                    double largest, const LawOptions& options = {});

}  // namespace plumbline
