#pragma once

#include <Eigen/Core>

namespace plumbline {

/// The weights of the nodes -n_side .. n_side, and 0 up to a whole vector.
struct NodeWeights {
  double spacing;
  Eigen::Index n_side;
  Eigen::ArrayXd of_nodes;
};

/// Sums of functions on a lattice under normal densities about any places: the trapezoidal rule, whose nodes all places
/// share. A place lies z spacings beside its nearest node. So the weight of the j-th node from there, which is
/// exp(-((j - z) spacing)^2 / 2), is exp(-(j spacing)^2 / 2) exp(z spacing^2)^j up to a factor that all have: two
/// exponentials a place.
///
/// Functions are given at the nodes 0, 1, .. and places x in units of the lattice, each at least n_side() nodes from
/// either end.
class NodeSums {
 public:
  /// `spacing` of the nodes and `reach` of the sums, both in deviations of the normal density.
  NodeSums(double spacing, double reach);

  double spacing() const { return weights_.spacing; }
  Eigen::Index n_side() const { return weights_.n_side; }

  /// E f and E g about every place; of the shape of x.
  struct Means {
    Eigen::ArrayXd f;
    Eigen::ArrayXd g;
  };
  Means means(const Eigen::ArrayXd& f, const Eigen::ArrayXd& g, const Eigen::ArrayXd& x) const;
  /// E (f + offset_i)^2 about the place x_i, summed as it stands: nothing cancels.
  Eigen::ArrayXd mean_squares(const Eigen::ArrayXd& f, const Eigen::ArrayXd& x, const Eigen::ArrayXd& offsets) const;

 private:
  NodeWeights weights_;
};

}  // namespace plumbline
