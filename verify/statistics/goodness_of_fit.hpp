#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// A test statistic and the probability of one at least as large when the claim is true.
struct TestResult {
  double statistic = 0.0;
  double p_value = 1.0;
};

/// Kolmogorov-Smirnov distance of independent draws from a continuous law: sup |empirical - cdf|.
///
/// The p-value is the bound 2 exp(-2 n d^2) of Dvoretzky, Kiefer & Wolfowitz with the constant of Massart (Ann. Probab.
/// 18, 1990), valid at every n and as far out as one likes; it is the first term of Kolmogorov's series, so that it
/// differs from the asymptotic p-value only where that exceeds about 0.3. Conservative for laws with atoms.
TestResult kolmogorov_smirnov(std::span<const double> draws, const std::function<double(double)>& cdf);

/// The law of n independent draws = a given one, by their Kolmogorov-Smirnov distance as a histogram sees it: the
/// largest |empirical - exact| of the distribution functions over its edges, which is at most the whole distance.
///
/// VIOLATED beyond ks_critical(n, false_alarm) + cdf_error, the error of the exact values at the edges; HOLDS when that
/// is at most the resolution, else INCONCLUSIVE(noise floor).
Decision check_distribution(double distance, std::int64_t n, double cdf_error, double false_alarm, double resolution);

/// The distance that n draws of the law itself exceed with probability at most false_alarm: the inverse of that bound,
/// (log(2 / false_alarm) / (2 n))^(1/2).
double ks_critical(std::int64_t n, double false_alarm);

/// Pearson's chi-square of counts against cell probabilities (which sum to 1), p-value by the chi-square law with
/// cells - 1 degrees of freedom.
///
/// Neighbouring cells are merged until each expects at least 10: the tail of the statistic is not to be believed
/// otherwise. Even so do not use it at rates below about 1e-4; split into proportions (proportion.hpp) there. Returns
/// p = 1 when fewer than two cells remain.
TestResult chi_square(std::span<const std::int64_t> counts, std::span<const double> probabilities);

}  // namespace plumbline
