#pragma once

#include <Eigen/Core>

#include "theory/law/grid_law.hpp"

namespace plumbline {

/// One transition on a padded grid: the inputs of the Chapman-Kolmogorov integral (theory/README.md, section 4)
///
///   q'(y') = Int q(y) N(y'; m(y), S^2) dy,   m(y) = y + delta(y),   delta(y) = (A - 1) y + B G(y).
///
/// Both columns have `padding` more points on either side than the law itself.
struct Transition {
  LineGrid grid;               ///< of the padded columns
  Column<double> log_density;  ///< log q, continued into the padding
  Column<double> delta;        ///< delta
  double S = 0.0;
};

/// Padding that the rules below may read.
inline constexpr Eigen::Index padding = 48;

/// Wide kernel: the trapezoidal rule on the grid itself. Error geometric in S / (spacing m'): below 1e-16 from
/// S / (spacing m') = 1.5. Cost n (n / 16 + S / spacing); log-domain throughout, no under- or overflow at any distance.
/// `next`, shape (n), receives log q' on the unpadded grid. Do not use when S is below the spacing.
void trapezoid_step(const Transition& transition, Column<double>& next);
/// The same with log q' at any points, in any order; `next` has their shape.
void trapezoid_sum(const Transition& transition, const Column<double>& points, Column<double>& next);

/// Narrow kernel: Gauss-Hermite with n_nodes nodes, without inverting the step map: with y = y' + S x,
///
///   q'(y') = E[ exp( log q(y' + S x) - x delta(y' + S x) / S - delta(y' + S x)^2 / (2 S^2) ) ],  x ~ N(0, 1),
///
/// log q and delta at the nodes from one local interpolation stencil a node, applied to DIFFERENCES from y', so that
/// the rounding of the stencil does not multiply |log q|. Cost n n_nodes (24 multiplications and an exponential).
/// Best when S |(log q)'| and delta / S vary slowly over S; needs hermite_fits().
void hermite_step(const Transition& transition, int n_nodes, Column<double>& next);

/// Whether the outermost node and its stencil stay within the padding.
bool hermite_fits(int n_nodes, double S_over_spacing);

}  // namespace plumbline
