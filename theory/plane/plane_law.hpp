#pragma once

#include <Eigen/Core>

#include <functional>

namespace plumbline {

/// A uniform square grid on the plane: x_i = x_min + i h, y_j = y_min + j h, i < n_x, j < n_y.
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
};

/// A probability law on the plane as its density on a grid (x fastest). Sums over the grid integrate it, and smooth
/// functions times it, with an error that falls geometrically in 1/h.
struct PlaneLaw {
  PlaneGrid grid;
  Eigen::ArrayXd density;  ///< shape (n_x n_y), >= 0

  double mass() const { return grid.h * grid.h * density.sum(); }
  /// E f(Y), f given at all points at once, shape (n_x n_y).
  double expectation(const Eigen::ArrayXd& f) const { return grid.h * grid.h * (density * f).sum(); }
  Eigen::Vector2d mean() const;
  /// E |Y|^2.
  double second_moment() const;
};

/// TV and KL of two laws on the same grid. TV is second order in h at the crossings of the densities.
double plane_tv(const PlaneLaw& q, const PlaneLaw& p);
double plane_kl(const PlaneLaw& q, const PlaneLaw& p);

}  // namespace plumbline
