#pragma once

#include <functional>

#include "theory/score/column.hpp"

namespace plumbline {

/// A uniform grid on the line: y_i = y_min + i spacing, i = 0 .. n - 1.
struct LineGrid {
  double y_min = 0.0;
  double spacing = 0.0;
  Eigen::Index n = 0;

  double y(Eigen::Index i) const { return y_min + static_cast<double>(i) * spacing; }
  double y_max() const { return y(n - 1); }
  Column<double> points() const;
  /// The same spacing with `extra` more points on either side.
  LineGrid widened(Eigen::Index extra) const;
};

/// A grid with 1.25 times the spacing, 6 % wider: the second resolution of every error estimate. What lies beyond
/// the ends is a fault of both grids, but not the same one.
LineGrid coarsened(const LineGrid& grid);

/// A probability law on the line, kept as the LOG of its density on a uniform grid: relative accuracy in the tails is
/// what a J-weighted mean lives on.
///
/// The density is analytic and decays, so the plain sum over the grid integrates it (and any smooth f times it) with
/// an error that falls geometrically in 1/spacing. Beyond the ends the far field is Gaussian, and the log density is
/// continued as a parabola.
struct GridLaw {
  double y_min = 0.0;
  double spacing = 0.0;
  Column<double> log_density;  ///< shape (n)
  double mass_defect = 0.0;    ///< sum over the steps of |mass - 1| that renormalisation has removed

  Eigen::Index size() const { return log_density.size(); }
  double y(Eigen::Index i) const { return y_min + static_cast<double>(i) * spacing; }
  double y_max() const { return y(size() - 1); }
  LineGrid grid() const { return {y_min, spacing, size()}; }

  /// The same law with `extra` continued points on either side.
  GridLaw widened(Eigen::Index extra) const;
  /// log density at any y: interpolation of order 12 on the grid, the parabola beyond.
  double log_density_at(double y) const;

  double mass() const;
  double expectation(const std::function<double(double)>& f) const;
  /// E exp(log_f(Y)), log_f given on n points at a time; no term overflows on the way. Where its terms are not
  /// negligible at the ends the sum runs on until they are; +infinity where they are not even at 17 times the width of
  /// the grid, or where the sum exceeds the largest double: then this law does not know the value.
  double expectation_of_exp(const std::function<Column<double>(const Column<double>&)>& log_f) const;
};

/// log q on its way outward from one end of its grid, continued as a parabola: log q(y + z) = level + slope z + bend z^2
/// for z outward, bend <= 0.
struct GridEnd {
  double y = 0.0;
  double level = 0.0;
  double slope = 0.0;
  double bend = 0.0;
};
GridEnd end_of(const GridLaw& law, bool at_front);

/// Fills the first and the last `pad` entries of a column by the parabola through the three points at distance 0, 4 and
/// 8 spacings from either end of what lies between; by a straight line where that parabola is convex, as in the passage
/// from one component to the next, and would grow without bound.
void continue_parabola(Column<double>& values, Eigen::Index pad);

}  // namespace plumbline
