#pragma once

#include <vector>

#include "theory/law/chain_law.hpp"

namespace plumbline {

/// KL between the path laws of the discrete chain (27), embedded in continuous time, and of its limit with noise share
/// kappa (1: the SDE (26)), both from the chain's own start (Girsanov; theory/README.md, D2):
///
///   (1 / (2 kappa)) Int E | bhat(u, Y_n, Y_u) - b(u, Y_u) |^2 du,   b = Y/2 + (1 + kappa)/2 G_t(Y),  t = e^u,
///
/// where bhat is the drift that makes the scheme exact on its step with the diffusion of the limit, the embedding() of
/// its rule; for example
///   ddpm          bhat = Y_u / 2 + sqrt(t_{n-1} / t) G_n(Y_{n-1})
///   exponential   bhat = Y_u / 2 + G_n(Y_{n-1})
///   euler         bhat = Y_{n-1} / 2 + G_n(Y_{n-1})
/// It bounds KL of the end laws, and TV by sqrt(KL / 2) (Pinsker); being of order 1/N while the KL of the end laws is
/// of order 1/N^2, it is loose, and this function is there to say by how much. Each step is cut where the guidance's
/// window begins or ends inside it: the true drift follows omega(t), the chain that of t_{n-1}. Exact up to quadrature:
/// adaptive in u, a rule for the noise of Y_u given Y_{n-1} that a finer one confirms, the exact law of Y_{n-1}; the
/// error is what both rules and a coarser grid change. When the pair's noised law is singular at t_N the integral
/// diverges: end before t = 1.
Value path_kl_to_limit(const GuidedPair& pair, const Chain& chain, const LawOptions& options = {});

/// E |m^p_n(Y_{n-1}) - m^q_n(Y_{n-1})|^2 for n = 1 .. N, m_n(y) = A_n y + B_n G_n(y), the expectation along the first
/// chain, on options.grid, which must hold its laws. No error of its own: compare two grids.
std::vector<double> squared_gaps(const EstimatedScores& p, const Transitions& run_p, const EstimatedScores& q,
                                 const Transitions& run_q, const LawOptions& options);

/// KL between the path laws of two chains on one grid of times with the same noise (E1), expectation along the first:
///   (1/2) Sum_n E |m^p_n(Y_{n-1}) - m^q_n(Y_{n-1})|^2 / S_n^2,   m_n(y) = A_n y + B_n G_n(y), plus KL of the starts.
/// The chains may differ in their scores (pair, injected error), in omega, and in A and B. Requires equal S_n.
Value path_kl(const EstimatedScores& p, const Transitions& run_p, const EstimatedScores& q, const Transitions& run_q,
              const LawOptions& options = {});

}  // namespace plumbline
