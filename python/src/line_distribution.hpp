#pragma once

#include "theory/law/grid_law.hpp"

namespace plumbline::python {

/// A law on the line as its functions, from the log density on its grid and the parabola beyond. Both tails keep their
/// relative accuracy as far as the log density does.
class LineDistribution {
 public:
  explicit LineDistribution(const GridLaw& law);

  double log_density(double y) const;
  /// P(Y <= y), and P(Y > y).
  double below(double y) const;
  double above(double y) const;
  /// The y with P(Y <= y) = p, 0 < p < 1; by the nearer tail.
  double quantile(double p) const;

 private:
  double mass_between(double low, double high) const;
  double area(const Column<double>& from_end, double place, double sign) const;
  double solve(double p, bool upper) const;

  GridLaw wide_;          ///< with room for stencils and tails
  Column<double> below_;  ///< at the points of the grid
  Column<double> above_;
};

}  // namespace plumbline::python
