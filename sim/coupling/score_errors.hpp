#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/ensemble.hpp"
#include "theory/problem/guided_score_error.hpp"

namespace plumbline {

/// The chain (27) with one of several score errors, all on the same start and the same Brownian path (claim E1).
struct ErrorPaths {
  Moments squared_size;             ///< (1/N) Sum_n |Ghat_n - G_n|^2 along the path; its mean is eps^2
  Moments path_kl;                  ///< (1/2) Sum_n (B_n/S_n)^2 |Ghat_n - G_n|^2; its mean is the path KL
  Moments cost;                     ///< h_tend(Y_N)
  Moments cost_change;              ///< that minus the same with the first of the errors, path by path
  Moments squared_distance;         ///< |Y_N - that with the first of the errors|^2
  std::vector<Moments> coordinate;  ///< Y_N[j], shape (d)

  void merge(const ErrorPaths& other);
};

/// Runs the chain once for each error, `errors` not empty; compare with the true scores by giving an empty one first.
/// Conditions and exceptions are those of run_ensemble; options.histogram is not read.
std::vector<ErrorPaths> run_score_errors(const GuidedPair& pair, const Chain& chain,
                                         std::span<const GuidedScoreError> errors, const EnsembleOptions& options);

}  // namespace plumbline
