#pragma once

#include <span>

#include "theory/law/local_interpolation.hpp"

namespace plumbline {

/// One Gauss-Hermite node of a step: its place x, its weight, and the stencil at x S / spacing from a grid point.
struct HermiteNode {
  double x = 0.0;
  double weight = 0.0;
  Stencil stencil;
};

/// next_i = log q_i + log sum_j weight_j exp( dq_ij - d_ij (x_j + d_ij / 2) ),  d_ij = d_i + dd_ij, i = 0 .. n - 1, with
/// dq_ij and dd_ij the differences of log q and of d from their values at i, interpolated at node j: the inner loop of
/// hermite_step(), vectorised over i. Both columns are read up to the reach of the stencils on either side. Needs
/// n >= 16.
void hermite_sum(const double* log_q, const double* d, Eigen::Index n, std::span<const HermiteNode> nodes, double* next);

}  // namespace plumbline
