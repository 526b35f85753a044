#pragma once

#include <cstddef>
#include <span>

namespace plumbline {

/// One Gaussian of a pair of mixtures in the plane: log of its density times base and reweighted weight at the mean,
/// which is -infinity where the weight is 0, the ratio reweighted / base of the weights, its mean and its precision.
struct PlaneTerm {
  double log_base, log_reweighted;
  double ratio;
  double mean_x, mean_y;
  double p_xx, p_xy, p_yy;
};

/// Where the answers for n points go: log sum exp and its gradient for the base weights and for the reweighted ones,
/// and where asked for the Laplacian of either logarithm.
struct PlaneMixtureSums {
  double *log_base, *base_x, *base_y;
  double *log_reweighted, *reweighted_x, *reweighted_y;
  double* base_laplacian = nullptr;  ///< this and the next: both or none
  double* reweighted_laplacian = nullptr;

  /// The same for the points from i on.
  PlaneMixtureSums from(std::size_t i) const {
    const bool with_laplacian = base_laplacian != nullptr;
    return {log_base + i,
            base_x + i,
            base_y + i,
            log_reweighted + i,
            reweighted_x + i,
            reweighted_y + i,
            with_laplacian ? base_laplacian + i : nullptr,
            with_laplacian ? reweighted_laplacian + i : nullptr};
  }
};

/// Both mixtures at n >= 16 points, the largest term of each taken out first, so nothing under- or overflows at any
/// distance; by Highway's exponential and logarithm, below 1 ulp, one exponential a term where the two laws are not
/// hundreds of powers of e apart.
void plane_mixture(std::span<const PlaneTerm> terms, const double* x, const double* y, std::size_t n,
                   const PlaneMixtureSums& out);

}  // namespace plumbline
