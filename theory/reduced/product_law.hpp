#pragma once

#include <functional>

#include "theory/law/chain_law.hpp"
#include "theory/law/limit_law.hpp"
#include "theory/reduced/reduction.hpp"

namespace plumbline {

/// A law in R^d: a law on the line times n = d - 1 independent N(0, variance). With n = 0 the variance is not read.
struct ProductLaw {
  ResolvedLaw line;
  Eigen::Index n;
  double variance;

  /// E |Y|^2.
  Value second_moment() const;
};

/// A problem whose law in R^d is a ProductLaw: any pair on the line as it is, otherwise its reduction.
/// Throws InputError unless d = 1 or all covariances are the same multiple of I and the means span one direction.
Reduction reduce_to_line(const GuidedPair& pair);

/// The chain (27) and its limit (26) of such a problem (theory/README.md, section 9).
ProductLaw product_chain_law(const Reduction& problem, const Chain& chain, const LawOptions& options = {});
ProductLaw product_limit_law(const Reduction& problem, const LimitSpec& spec, const LawOptions& options = {});

/// The law of cos X + sqrt(1 - cos^2) Z, X from a law on the line and Z from N(0, variance) independent of it: a
/// projection of a product law, `cosine` that of its angle with the line, in (-1, 1).
GridLaw projected_law(const GridLaw& line, double variance, double cosine);

/// Distances between P and Q in R^d. W1 has no such form: it is not here.
struct ProductDistances {
  Value tv;
  Value kl_forward;   ///< KL(P, Q)
  Value kl_backward;  ///< KL(Q, P)
  Value hellinger;    ///< 1 - H^2 is a product over the coordinates
  Value w2;           ///< W2^2 is a sum over the coordinates
};

/// Both laws have the same n. The error is that of the laws on the line, plus rounding.
ProductDistances product_distances(const ProductLaw& p, const ProductLaw& q);

/// KL between the path laws of chain and limit in R^d: it adds up over the coordinates, each orthogonal one an
/// unguided Gaussian.
Value product_path_kl(const Reduction& problem, const Chain& chain);

/// The N, as a real number, at which `distance(N)`, of order N^-2, falls to `target`. It hardly moves when multiplied
/// by N^2, which finds two whole numbers close by; between them log distance is linear up to 1/N^2. N stays within 4 ..
/// 16384.
Value steps_needed(const std::function<Value(StepCount)>& distance, double target);

}  // namespace plumbline
