#pragma once

#include <Eigen/Core>

namespace plumbline {

/// Two functions on a lattice of nodes, and the weights of those about the middle of a sum. The weights have shape
/// (2 n_side + 1); each array is followed by seven numbers more, 0 in the weights and finite in the others.
struct NodeTable {
  double spacing;
  Eigen::Index n_side;
  Eigen::ArrayXd weights;
  Eigen::ArrayXd values;
  Eigen::ArrayXd slopes;
};

/// At the places x_i, in units of the lattice and from its first node, with x the nearest node and z = spacing^2 (x_i - x):
///   Sum_j weights_j exp(j z) f_{x + j} / Sum_j weights_j exp(j z),  |j| <= n_side,
/// for both functions, both of the shape of x. Every x lies n_side nodes from either end at least.
void node_sums(const NodeTable& nodes, const Eigen::ArrayXd& x, Eigen::ArrayXd& value, Eigen::ArrayXd& slope);

}  // namespace plumbline
