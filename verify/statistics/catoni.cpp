#include "verify/statistics/catoni.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cassert>
#include <cmath>
#include <cstdint>

namespace plumbline {

namespace {

double truncation(std::size_t n_draws, double variance, double alpha) {
  return std::sqrt(2.0 * std::log(2.0 / alpha) / (static_cast<double>(n_draws) * variance));
}

/// Sum psi(a (x_i - mean)): decreasing in the mean.
double truncated_sum(std::span<const double> draws, double mean, double a) {
  double sum = 0.0;
  for (const double x : draws) {
    const double scaled = a * (x - mean);
    const double size = std::abs(scaled);
    sum += std::copysign(std::log1p(size + 0.5 * size * size), scaled);
  }
  return sum;
}

}  // namespace

Interval catoni_interval(std::span<const double> draws, double variance, double alpha) {
  assert(!draws.empty() && variance > 0.0);
  const double a = truncation(draws.size(), variance, alpha);
  const double limit = 2.0 * std::log(2.0 / alpha);  // n a^2 v / 2 + log(2/alpha) with this a
  const auto root = [&](double level) {
    const auto excess = [&](double mean) { return truncated_sum(draws, mean, a) - level; };
    std::uintmax_t iterations = 200;
    const double start = draws.front();
    const double step = std::sqrt(variance);
    // walk out from a draw until the sum has crossed the level
    double lower = start, upper = start;
    for (double stride = step; excess(lower) < 0.0; stride *= 2.0) lower -= stride;
    for (double stride = step; excess(upper) > 0.0; stride *= 2.0) upper += stride;
    if (lower == upper) return start;
    const auto bracket = boost::math::tools::toms748_solve(excess, lower, upper,
                                                           boost::math::tools::eps_tolerance<double>(45), iterations);
    return 0.5 * (bracket.first + bracket.second);
  };
  return {root(limit), root(-limit)};
}

double catoni_p_value(std::span<const double> draws, double mean, double variance, double alpha) {
  const double a = truncation(draws.size(), variance, alpha);
  const double sum = std::abs(truncated_sum(draws, mean, a));
  return std::min(1.0, 2.0 * std::exp(std::log(2.0 / alpha) - sum));
}

Decision check_catoni(std::span<const double> draws, const Value& exact, const Value& variance, double alpha,
                      double resolution) {
  if (std::isinf(variance.value) || std::isinf(exact.value)) return undecided(reason::infinite_moment);
  const bool finite = std::ranges::all_of(draws, [](double x) { return std::isfinite(x); });
  if (!finite) return decide_within(std::nan(""), 0.0, 0.0, "");
  const double bound = variance.value + variance.error;
  Decision decision = check_interval(catoni_interval(draws, bound, alpha), exact, resolution);
  decision.p_value = catoni_p_value(draws, exact.value, bound, alpha);
  return decision;
}

}  // namespace plumbline
