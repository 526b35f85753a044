#pragma once

#include <optional>
#include <string>

#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/limit_spec.hpp"

namespace plumbline {

/// Whether E h^q is finite at the end of a chain or of its limit: claim H1, theory/README.md, section 8.
///
/// Far out h grows like exp(growth * |y|^2) and the law decays like exp(-|y|^2 / (2 tail_variance)), both along the
/// direction that decides; so the moment is finite iff q * growth < 1 / (2 tail_variance). Equality counts as infinite.
struct Integrability {
  bool finite = false;         ///< known to be finite
  bool decided = true;         ///< false when the far field is not linear: then finite is false and `why` says so
  double tail_variance = 0.0;  ///< V_N along the deciding direction
  double growth = 0.0;         ///< b along the deciding direction; <= 0 when h is bounded by exp(linear)
  std::string why;             ///< one sentence with the numbers
};

/// E[h_{t_N}(Y_N)^q] of the discrete chain (27), closed form and exact for any d whenever one component is widest in
/// every direction. Per step the tail covariance obeys V' = M V M^T + S^2 I, M = A I + B K, K the slope of the guided
/// score. h_{t_N} is the cost J itself when t_N = 1. Any real q.
/// Throws InputError when the data law is singular at t_N.
Integrability integrability(const GuidedPair& pair, const Chain& chain, double q = 1.0);

/// The same with the cost taken at another time than the chain's last: E[h_t(Y_N)^q].
Integrability integrability(const GuidedPair& pair, const Chain& chain, double q, Time cost_time);

/// E[h_{tend}(Y_tend)^q] of the limit with noise share kappa: dV/du = (K' + I/2) V + V (K' + I/2) + kappa I, K' =
/// (1 + kappa)/2 K, from u = log t0 to log tend, integrated to 1e-10 relative; at w = 0 and an exact start V is the
/// base covariance itself.
Integrability limit_integrability(const GuidedPair& pair, const LimitSpec& spec, double q = 1.0);

}  // namespace plumbline
