#pragma once

#include "theory/law/limit_law.hpp"

namespace plumbline {

/// What changes E h_t along the limit of noise share kappa (theory/README.md, (H-kappa)), with g = grad log h_t:
///
///   E h_tend(Y) - E h_t0(Y) = -dissipation - transport,
///   dissipation = (1 + kappa)/2 Int omega E[ h |g|^2 ] du,   transport = (1 - kappa)/2 Int E[ Laplace h + s . grad h ]
///   du.
///
/// At kappa = 1 the second is 0: R1. At w = 0 too, by parts, for any kappa: the law is p_t. Elsewhere it has no sign in
/// general, so that guidance lowers E J of a rule of less noise is no theorem.
struct ShareTerms {
  Value dissipation;
  Value transport;
};

/// Both along the Fokker-Planck equation, on the line. Noise shares above 0.
ShareTerms share_terms(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options = {});

}  // namespace plumbline
