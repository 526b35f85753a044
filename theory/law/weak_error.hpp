#pragma once

#include <vector>

#include "theory/law/limit_law.hpp"
#include "theory/problem/chain.hpp"
#include "theory/problem/scheme.hpp"

namespace plumbline {

/// The leading term of the weak error D1 without a fit (theory/README.md, section 4):
///   E h(Y_N) - E h(Y_tend) = Sum_n D_n^2 psi(u_{n-1}) + higher orders,  h = h_tend, D_n = log(t_n / t_{n-1}),
/// psi(u) the mean local error of a scheme along the law of (26), from the drift and from the derivatives of
/// v(u, y) = E[h(Y_tend) | Y_u = y]. For any schedule between the same two ends.
/// Only schemes with the limit (26), noise share 1.
///
/// Law and v are those of `exponential` chains of 128, 256 and 512 steps, extrapolated in N: first-order perturbation
/// theory, independent of chains of any other scheme and number of steps. The error stated is that of the
/// extrapolation.
class WeakErrorExpansion {
 public:
  /// Throws InputError unless the pair is 1-D, the guidance constant on [t0, tend], E h finite and the limit of the
  /// spec and of every scheme (26).
  WeakErrorExpansion(const GuidedPair& pair, const LimitSpec& spec,
                     std::vector<Scheme> schemes = {all_schemes.begin(), all_schemes.end()});

  /// Precondition: the chain runs between the ends of the limit, with its guidance and start, by one of the schemes.
  Value leading_error(const Chain& chain) const;

 private:
  struct Curve {
    std::vector<double> best;    ///< psi on a uniform grid of u
    std::vector<double> second;  ///< one order of extrapolation less
  };

  double first_u_;
  double du_;
  std::vector<Scheme> schemes_;
  std::vector<Curve> psi_;  ///< in the order of schemes_
};

}  // namespace plumbline
