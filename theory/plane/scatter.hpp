#pragma once

#include <Eigen/Core>

#include "theory/plane/plane_law.hpp"

namespace plumbline {

/// Points (x_i, y_i) that carry mass, columns of one length.
struct MassPoints {
  Eigen::ArrayXd x;
  Eigen::ArrayXd y;
  Eigen::ArrayXd mass;
};

/// sum_i mass_i N(. ; (x_i, y_i), S^2 I) on the grid: the Chapman-Kolmogorov integral of one step of (27) with the
/// sources at the images of the grid points (theory/README.md, section 4).
///
/// The kernel is a product of two one-dimensional Gaussians, each from two exponentials and a table, cut at 8.5 S. All
/// terms are positive, so the result has a relative error of a few roundings also in the tails. Sources without mass
/// cost nothing. Work: sources x (17 S / h)^2. The sources are cut into 16 blocks whose sums are added in order, so the
/// result does not depend on `n_threads`.
Eigen::ArrayXd scatter(const PlaneGrid& grid, const MassPoints& sources, double S, int n_threads);

}  // namespace plumbline
