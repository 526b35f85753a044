#include "verify/statistics/sample_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "theory/base/input_error.hpp"
#include "verify/statistics/distributions.hpp"
#include "verify/statistics/proportion.hpp"

namespace plumbline {

namespace {

void require_sound(const Promise& promise) {
  if (!(promise.false_alarm > 0.0 && promise.false_alarm < 1.0 && promise.power > 0.0 && promise.power < 1.0 &&
        promise.violation > 0.0)) {
    throw InputError(fmt::format("cannot promise false alarms {}, power {}, violation {}", promise.false_alarm,
                                 promise.power, promise.violation),
                     "Promise", "give probabilities between 0 and 1 and a violation > 0");
  }
}

/// Standard errors between the claim and a violation that is caught as promised.
double total_z(double false_alarm, double power) {
  return normal_upper_quantile(0.5 * false_alarm) + normal_upper_quantile(1.0 - power);
}

std::int64_t rounded_up(double n) { return static_cast<std::int64_t>(std::ceil(n)); }

/// The smallest n >= 1 with enough(n), which must be true from some n on.
template <class Predicate>
std::int64_t smallest(Predicate enough) {
  std::int64_t upper = 1;
  while (!enough(upper)) upper *= 2;
  std::int64_t lower = upper / 2;
  while (upper - lower > 1) {
    const std::int64_t middle = lower + (upper - lower) / 2;
    (enough(middle) ? upper : lower) = middle;
  }
  return upper;
}

/// Probability that check_proportion refuses `claimed` when the rate is `truth`.
double power_of_proportion(std::int64_t n, double claimed, double truth, double false_alarm) {
  const CountRange accepted = binomial_range(n, claimed, false_alarm);
  return 1.0 - probability_between(accepted, n, truth);
}

}  // namespace

std::int64_t paths_for_mean(const Promise& promise, const SampleMoments& one_draw) {
  require_sound(promise);
  const double z = normal_upper_quantile(0.5 * promise.false_alarm);
  const double total = total_z(promise.false_alarm, promise.power) / promise.violation;
  return rounded_up(std::max({one_draw.variance * total * total, std::pow(2.0 * z * one_draw.skewness, 2),
                              std::pow(z, 4) * (one_draw.kurtosis - 1.0), 2.0}));
}

std::int64_t paths_for_catoni(const Promise& promise, double variance) {
  require_sound(promise);
  const double exponents =
      std::sqrt(std::log(2.0 / promise.false_alarm)) + std::sqrt(std::log(2.0 / (1.0 - promise.power)));
  return rounded_up(2.0 * variance * std::pow(exponents / promise.violation, 2));
}

std::int64_t paths_for_distribution(const Promise& promise) {
  require_sound(promise);
  const double exponents =
      std::sqrt(0.5 * std::log(2.0 / promise.false_alarm)) + std::sqrt(0.5 * std::log(1.0 / (1.0 - promise.power)));
  return rounded_up(std::pow(exponents / promise.violation, 2));
}

std::int64_t paths_for_bounded_mean(const Promise& promise, double variance, double range_width) {
  require_sound(promise);
  const double alarm = std::log(4.0 / promise.false_alarm);
  const double miss = std::log(2.0 / (1.0 - promise.power));
  return smallest([&](std::int64_t paths) {
    if (paths < 2) return false;
    const double n = static_cast<double>(paths);
    // the interval with the variance as it may be estimated, and the mean within its own Bernstein deviation
    const double half_width = std::sqrt(2.0 * variance * alarm / n) + range_width * std::sqrt(2.0 * alarm * miss) / n +
                              7.0 * range_width * alarm / (3.0 * (n - 1.0));
    const double deviation = std::sqrt(2.0 * variance * miss / n) + range_width * miss / (3.0 * n);
    return half_width + deviation <= promise.violation;
  });
}

std::int64_t paths_for_proportion(const Promise& promise, double rate) {
  require_sound(promise);
  const auto caught = [&](std::int64_t n, double truth) {
    return truth < 0.0 || truth > 1.0 || power_of_proportion(n, rate, truth, promise.false_alarm) >= promise.power;
  };
  return smallest(
      [&](std::int64_t n) { return caught(n, rate - promise.violation) && caught(n, rate + promise.violation); });
}

double smallest_violation(double false_alarm, double power, double variance, std::int64_t n) {
  return total_z(false_alarm, power) * std::sqrt(variance / static_cast<double>(n));
}

}  // namespace plumbline
