#pragma once

#include "theory/score/column.hpp"

namespace plumbline {

/// Integrals of a smooth function known on a uniform grid, where the plain sum will not do. All use the polynomial of
/// degree 11 through the 12 nearest points; the function must be negligible at both ends of the grid.

/// C_i = Int_{y_0}^{y_i} g dy, shape (n), of a g whose integral is 0; error of order spacing^12. Each half is summed from
/// its own end: both tails keep their relative accuracy, and what rounding makes of the 0 stays in the middle, where
/// out in a tail it would outweigh everything.
Column<double> integral_from_ends(const Column<double>& g, double spacing);

/// The same for any g: the total is added to the right half.
Column<double> cumulative_integral(const Column<double>& g, double spacing);

/// Int |g| dy: the kinks of |g| are located on the polynomial, so that the order does not drop to 2.
double integral_of_absolute(const Column<double>& g, double spacing);

}  // namespace plumbline
