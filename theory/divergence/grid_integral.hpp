#pragma once

#include "theory/score/column.hpp"

namespace plumbline {

/// Integrals of a smooth function known on a uniform grid, where the plain sum will not do. All use the polynomial of
/// degree 11 through the 12 nearest points; the function must be negligible at both ends of the grid.

/// C_i = Int_{y_0}^{y_i} g dy, shape (n); error of order spacing^12. The right half is summed from the right, so that
/// both tails keep their relative accuracy when the total is 0.
Column<double> cumulative_integral(const Column<double>& g, double spacing);

/// Int |g| dy: the kinks of |g| are located on the polynomial, so that the order does not drop to 2.
double integral_of_absolute(const Column<double>& g, double spacing);

}  // namespace plumbline
