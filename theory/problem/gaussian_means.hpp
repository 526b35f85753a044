#pragma once

#include <Eigen/Core>

#include "theory/problem/line_cost.hpp"

namespace plumbline {

/// E[J(X)] for X ~ N(mean_i, deviation^2), i = 1 .. n, and its derivative in the mean, E[J'(X)]; both of shape (n). The
/// trapezoidal rule converges geometrically: about 1e-14 relative while J is smooth on its width. Deviation 0 gives J
/// and J' themselves. Many means that lie close share their nodes, and J is asked for once on each.
struct GaussianMeans {
  Eigen::ArrayXd mean;
  Eigen::ArrayXd slope;
};
GaussianMeans gaussian_means(const LineCost& cost, const Eigen::ArrayXd& means, double deviation);

}  // namespace plumbline
