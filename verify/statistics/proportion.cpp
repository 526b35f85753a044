#include "verify/statistics/proportion.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cassert>
#include <cmath>
#include <limits>

namespace plumbline {

namespace {

using boost::math::binomial;

/// P(at most k events) and P(at least k events).
double lower_tail(const Count& count, double rate) {
  return boost::math::cdf(binomial(static_cast<double>(count.n_trials), rate), static_cast<double>(count.n_events));
}

double upper_tail(const Count& count, double rate) {
  if (count.n_events == 0) return 1.0;
  return boost::math::cdf(boost::math::complement(binomial(static_cast<double>(count.n_trials), rate),
                                                  static_cast<double>(count.n_events - 1)));
}

double widest_side(const Interval& interval, const Count& count) {
  return std::max(count.rate() - interval.lower, interval.upper - count.rate());
}

/// The part of [0, 1] that exact +- error may be.
double in_unit(double rate) { return std::clamp(rate, 0.0, 1.0); }

}  // namespace

Interval clopper_pearson(const Count& count, double alpha) {
  assert(count.n_trials > 0 && count.n_events >= 0 && count.n_events <= count.n_trials);
  const double n = static_cast<double>(count.n_trials);
  const double k = static_cast<double>(count.n_events);
  return {binomial::find_lower_bound_on_p(n, k, 0.5 * alpha), binomial::find_upper_bound_on_p(n, k, 0.5 * alpha)};
}

CountRange binomial_range(std::int64_t n_trials, double rate, double alpha) {
  if (rate <= 0.0) return {0, 0};
  if (rate >= 1.0) return {n_trials, n_trials};
  // the quantiles of the library are rounded outwards: step inwards while the tail stays within alpha / 2
  const binomial law(static_cast<double>(n_trials), rate);
  CountRange range{static_cast<std::int64_t>(boost::math::quantile(law, 0.5 * alpha)),
                   static_cast<std::int64_t>(boost::math::quantile(boost::math::complement(law, 0.5 * alpha)))};
  while (range.least < n_trials && lower_tail({range.least, n_trials}, rate) <= 0.5 * alpha) ++range.least;
  while (range.most > 0 && upper_tail({range.most, n_trials}, rate) <= 0.5 * alpha) --range.most;
  return range;
}

double probability_between(const CountRange& range, std::int64_t n_trials, double rate) {
  const double below = range.least > 0 ? lower_tail({range.least - 1, n_trials}, rate) : 0.0;
  return lower_tail({range.most, n_trials}, rate) - below;
}

Decision check_proportion(const Count& count, const Value& exact, double alpha, double resolution) {
  const Interval interval = clopper_pearson(count, alpha);
  const double difference = count.rate() - exact.value;
  // the interval is not symmetric about the rate: the side towards the exact value counts
  const double reach = difference >= 0.0 ? count.rate() - interval.lower : interval.upper - count.rate();
  Decision decision =
      decide_within(difference, reach + exact.error, std::numeric_limits<double>::infinity(), Reason::noise_floor);
  if (decision.verdict == Verdict::holds && widest_side(interval, count) + exact.error > resolution) {
    decision.verdict = Verdict::inconclusive;
    decision.reason = Reason::noise_floor;
  }
  const double tail = std::min(lower_tail(count, in_unit(exact.value - exact.error)),
                               upper_tail(count, in_unit(exact.value + exact.error)));
  decision.p_value = std::min(1.0, 2.0 * tail);
  return decision;
}

Decision check_proportion_at_most(const Count& count, const Value& bound, double alpha, double tie) {
  Decision decision = check_interval_at_most(clopper_pearson(count, 2.0 * alpha), bound, tie);
  decision.p_value = upper_tail(count, in_unit(bound.value + bound.error));
  return decision;
}

}  // namespace plumbline
