#pragma once

#include <cstdint>
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

/// The test of E X = exact in one pass, for draws that are not kept.
class CatoniTest {
 public:
  /// For `n_planned` draws (the number the truncation is tuned to; any number is valid) of an observable whose variance
  /// is at most variance.value + variance.error, > 0, at false-alarm rate alpha.
  CatoniTest(const Value& exact, const Value& variance, std::int64_t n_planned, double alpha);

  void add(double draw);
  void merge(const CatoniTest& other);

  /// `difference` is the truncated mean of X - exact, `allowance` the half-width above + the error of exact; HOLDS when
  /// that is at most `resolution`. INCONCLUSIVE(infinite moment) when exact or the variance is infinite; VIOLATED when
  /// a draw was not finite.
  Decision decide(double resolution) const;

 private:
  Value exact_;
  double variance_;
  double alpha_;
  double truncation_;  ///< a
  std::int64_t n_ = 0;
  std::int64_t n_not_finite_ = 0;
  double sum_ = 0.0;  ///< Sum psi(a (X_i - exact))
};

/// The same test of draws that are kept.
Decision check_catoni(std::span<const double> draws, const Value& exact, const Value& variance, double alpha,
                      double resolution);

/// All means that the test does not refuse, for a report. `variance` is an upper bound of that of one draw, > 0.
Interval catoni_interval(std::span<const double> draws, double variance, double alpha);

}  // namespace plumbline
