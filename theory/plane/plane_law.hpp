#pragma once

#include <Eigen/Core>

#include <functional>

namespace plumbline {

/// A uniform grid on the plane: x_i = x_min + i h, y_j = y_min + j h, i < n_x, j < n_y.
struct PlaneGrid {
  double x_min = 0.0;
  double y_min = 0.0;
  double h = 0.0;
  Eigen::Index n_x = 0;
  Eigen::Index n_y = 0;

  Eigen::Index size() const { return n_x * n_y; }
  /// Coordinates of all points, x running fastest; shape (n_x n_y).
  Eigen::ArrayXd xs() const;
  Eigen::ArrayXd ys() const;
  /// The same lattice with `extra` more points on every side (fewer, if negative).
  PlaneGrid widened(Eigen::Index extra) const;
};

/// A probability law on the plane as the LOG of its density on a grid (x fastest): the tails that a cost-weighted mean
/// and a marginal live on need relative accuracy. Sums over the grid integrate it, and smooth functions times it, with
/// an error that falls geometrically in 1/h.
struct PlaneLaw {
  PlaneGrid grid;
  Eigen::ArrayXd log_density;  ///< shape (n_x n_y), finite

  Eigen::ArrayXd density() const { return log_density.exp(); }
  double mass() const { return grid.h * grid.h * log_density.exp().sum(); }
  /// E f(Y), f given at all points at once, shape (n_x n_y).
  double expectation(const Eigen::ArrayXd& f) const { return grid.h * grid.h * (log_density.exp() * f).sum(); }
  /// E exp(log_f(Y)): no term over- or underflows on the way.
  double expectation_of_exp(const Eigen::ArrayXd& log_f) const {
    return grid.h * grid.h * (log_density + log_f).exp().sum();
  }
  Eigen::Vector2d mean() const;
  /// E |Y|^2.
  double second_moment() const;
};

/// TV and KL of two laws on the same grid. TV is second order in h at the crossings of the densities.
double plane_tv(const PlaneLaw& q, const PlaneLaw& p);
double plane_kl(const PlaneLaw& q, const PlaneLaw& p);

}  // namespace plumbline
