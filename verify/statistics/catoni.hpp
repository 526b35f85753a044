#pragma once

#include <span>

#include "verify/statistics/interval.hpp"

namespace plumbline {

/// Means of heavy-tailed observables with a variance that is finite and known, at any number of draws.
///
/// A studentised mean of J = 1/p(c|x) is not Gaussian at any affordable number of paths (for `unit-pair` one draw has
/// skewness 414), but the exact law of the chain gives the variance, and then the truncated sum of Catoni, "Challenging
/// the empirical mean and empirical variance: a deviation study" (Ann. IHP Probab. Stat. 48, 2012, Section 2) has
/// Gaussian-like deviations with no condition beyond the second moment and no asymptotics: with
/// psi(x) = sign(x) log(1 + |x| + x^2/2),
///
///     P( | Sum psi(a (X_i - E X)) | >= n a^2 v / 2 + log(2/alpha) ) <= alpha,     a = sqrt(2 log(2/alpha) / (n v)).
///
/// The half-width is about sqrt(2 v log(2/alpha) / n): 8 % more than a Gaussian one at alpha = 1e-8. Do not use it with
/// a variance estimated from the same draws, nor when H1 says that the variance is infinite.

/// All means that the test above does not refuse. `variance` is an upper bound of that of one draw, > 0.
Interval catoni_interval(std::span<const double> draws, double variance, double alpha);

/// A bound of the probability of a truncated sum as far out as that of these draws when E X = mean.
double catoni_p_value(std::span<const double> draws, double mean, double variance, double alpha);

/// E X = exact at false-alarm rate alpha; see check_interval for the verdict. The variance counts with its error.
Decision check_catoni(std::span<const double> draws, const Value& exact, const Value& variance, double alpha,
                      double resolution);

}  // namespace plumbline
