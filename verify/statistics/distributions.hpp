#pragma once

namespace plumbline {

/// P(Z > z) for a standard normal Z, accurate far into the tail.
double normal_upper_tail(double z);
/// z with P(Z > z) = tail, 0 < tail < 1.
double normal_upper_quantile(double tail);
/// P(X > x) for X chi-squared with `degrees` > 0 degrees of freedom.
double chi_squared_upper_tail(double degrees, double x);

}  // namespace plumbline
