#pragma once

#include <Eigen/Core>

#include "theory/plane/plane_law.hpp"

namespace plumbline {

/// Where the sources of one step of (27) go, and the logarithms of their masses (-infinity: none); all of shape (n).
struct ScatterSources {
  Eigen::ArrayXd x, y, log_mass;
};

/// N(0, S^2 I), cut where either coordinate exceeds radius S.
struct ScatterKernel {
  double S = 0.0;
  double radius = 8.5;  ///< the mass beyond is 2e-17; a cost that grows by a factor e over S / k asks for k more
};

/// log sum_i mass_i N(. ; (x_i, y_i), S^2 I) on the grid: the Chapman-Kolmogorov integral of one step of (27) with the
/// sources at the images of the points of any uniform grid (theory/README.md, section 4).
///
/// The kernel is a product of two one-dimensional Gaussians, each from two exponentials and a table. All terms are
/// positive, so the result has a relative error of a few roundings also in the tails. Points that no kernel reaches get
/// a value of the right size from some of the sources, so that what interpolates the logarithm meets no cliff. Sources
/// without mass cost nothing. Work: sources x (2 radius S / h)^2. The sources are cut into 8 blocks whose sums are
/// added in order, so the result does not depend on `n_threads`.
Eigen::ArrayXd scatter(const PlaneGrid& grid, const ScatterSources& sources, const ScatterKernel& kernel,
                       int n_threads);

}  // namespace plumbline
