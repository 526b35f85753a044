#include "verify/statistics/catoni.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cassert>
#include <cmath>
#include <cstdint>

namespace plumbline {

namespace {

double influence(double x) {
  const double size = std::abs(x);
  return std::copysign(std::log1p(size + 0.5 * size * size), x);
}

double truncation(double n_draws, double variance, double alpha) {
  return std::sqrt(2.0 * std::log(2.0 / alpha) / (n_draws * variance));
}

/// What the truncated sum of n draws may reach: n a^2 v / 2 + log(2/alpha).
double largest_sum(double n_draws, double variance, double a, double alpha) {
  return 0.5 * n_draws * a * a * variance + std::log(2.0 / alpha);
}

}  // namespace

CatoniTest::CatoniTest(const Value& exact, const Value& variance, std::int64_t n_planned, double alpha)
    : exact_(exact),
      variance_(variance.value + variance.error),
      alpha_(alpha),
      truncation_(truncation(static_cast<double>(n_planned), variance_, alpha)) {
  assert(n_planned > 0 && variance_ > 0.0);
}

void CatoniTest::add(double draw) {
  ++n_;
  n_not_finite_ += !std::isfinite(draw);
  sum_ += influence(truncation_ * (draw - exact_.value));
}

void CatoniTest::merge(const CatoniTest& other) {
  assert(other.truncation_ == truncation_ && other.exact_.value == exact_.value);
  n_ += other.n_;
  n_not_finite_ += other.n_not_finite_;
  sum_ += other.sum_;
}

Decision CatoniTest::decide(double resolution) const {
  if (!std::isfinite(variance_) || std::isinf(exact_.value)) return undecided(Reason::infinite_moment);
  if (n_not_finite_ > 0) return decide_within(std::nan(""), 0.0, 0.0, Reason::none);
  const double n = static_cast<double>(n_);
  const double limit = largest_sum(n, variance_, truncation_, alpha_);
  const double unit =
      n * truncation_;  // |psi'| <= 1: the error of the exact value moves the sum by at most unit * error
  Decision decision = decide_within(sum_ / unit, limit / unit + exact_.error, resolution, Reason::noise_floor);
  const double beyond = std::max(0.0, std::abs(sum_) - unit * exact_.error);
  decision.p_value = std::min(1.0, 2.0 * std::exp(0.5 * n * truncation_ * truncation_ * variance_ - beyond));
  return decision;
}

Decision check_catoni(std::span<const double> draws, const Value& exact, const Value& variance, double alpha,
                      double resolution) {
  CatoniTest test(exact, variance, static_cast<std::int64_t>(draws.size()), alpha);
  for (const double x : draws) test.add(x);
  return test.decide(resolution);
}

Interval catoni_interval(std::span<const double> draws, double variance, double alpha) {
  assert(!draws.empty() && variance > 0.0);
  const double n = static_cast<double>(draws.size());
  const double a = truncation(n, variance, alpha);
  const double limit = largest_sum(n, variance, a, alpha);
  const auto root = [&](double level) {
    // the truncated sum falls as the mean rises
    const auto excess = [&](double mean) {
      double sum = -level;
      for (const double x : draws) sum += influence(a * (x - mean));
      return sum;
    };
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

}  // namespace plumbline
