#include "verify/statistics/confidence_sequence.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace plumbline {

namespace {

constexpr double largest_bet = 0.5;  // the paper's advice: c = 1/2 or 3/4

/// The running mean and variance with which both gamblers and the sequence plan their next bet: the paper's plug-ins,
/// half an observation at 1/2 with variance 1/4 as the start.
double running_mean(double sum, std::int64_t n) { return (0.5 + sum) / (static_cast<double>(n) + 1.0); }
double running_variance(double sum_squares, std::int64_t n) {
  return (0.25 + sum_squares) / (static_cast<double>(n) + 1.0);
}

/// sqrt(2 log(2/alpha) / (variance n log(1 + n))) for draw number n >= 1.
double predictable_bet(double variance, std::int64_t n, double alpha) {
  const double count = static_cast<double>(n);
  return std::sqrt(2.0 * std::log(2.0 / alpha) / (variance * count * std::log1p(count)));
}

double scaled(const Interval& range, double draw) { return (draw - range.lower) / (range.upper - range.lower); }

}  // namespace

Interval normal_mixture_interval(const SampleMoments& moments, std::int64_t n_target, double alpha) {
  const double n = static_cast<double>(moments.n);
  const double log_alpha = -2.0 * std::log(alpha);
  const double rho_squared = (log_alpha + std::log(log_alpha) + 1.0) / static_cast<double>(n_target);
  const double r_squared = n * rho_squared + 1.0;
  const double half_width = std::sqrt(moments.variance * 2.0 * r_squared / (n * n * rho_squared) *
                                      (0.5 * std::log(r_squared) - std::log(alpha)));
  return {moments.mean - half_width, moments.mean + half_width};
}

BoundedSequence::BoundedSequence(const Interval& range, double alpha) : range_(range), alpha_(alpha) {
  assert(range.upper > range.lower && alpha > 0.0 && alpha < 1.0);
}

void BoundedSequence::add(double draw) {
  const double x = scaled(range_, draw);
  assert(x >= 0.0 && x <= 1.0);
  const double mean_before = running_mean(sum_, n_);
  const double bet = std::min(largest_bet, predictable_bet(running_variance(sum_squares_, n_), n_ + 1, alpha_));
  ++n_;
  sum_ += x;
  sum_squares_ += std::pow(x - running_mean(sum_, n_), 2);
  // v_i psi_E(bet) with v_i = 4 (x - mean before)^2, psi_E(l) = (-log(1 - l) - l) / 4
  penalty_ += std::pow(x - mean_before, 2) * (-std::log1p(-bet) - bet);
  bet_ += bet;
  bet_times_draw_ += bet * x;
  const double centre = bet_times_draw_ / bet_;
  const double half_width = (std::log(2.0 / alpha_) + penalty_) / bet_;
  lower_ = std::max(lower_, centre - half_width);
  upper_ = std::min(upper_, centre + half_width);
}

Interval BoundedSequence::interval() const {
  const double width = range_.upper - range_.lower;
  return {range_.lower + width * lower_, range_.lower + width * upper_};
}

BettingTest::BettingTest(const Interval& range, double mean) : range_(range), mean_(scaled(range, mean)) {
  assert(mean_ > 0.0 && mean_ < 1.0);
}

void BettingTest::add(double draw) {
  const double x = scaled(range_, draw);
  assert(x >= 0.0 && x <= 1.0);
  // sized as if for alpha = 1 %; any predictable bet keeps the test valid
  const double bet = predictable_bet(running_variance(sum_squares_, n_), n_ + 1, 0.01);
  log_up_ += std::log1p(std::min(bet, largest_bet / mean_) * (x - mean_));
  log_down_ += std::log1p(-std::min(bet, largest_bet / (1.0 - mean_)) * (x - mean_));
  ++n_;
  sum_ += x;
  sum_squares_ += std::pow(x - running_mean(sum_, n_), 2);
  const double larger = std::max(log_up_, log_down_);
  const double log_wealth = larger + std::log(0.5 * (std::exp(log_up_ - larger) + std::exp(log_down_ - larger)));
  log_best_ = std::max(log_best_, log_wealth);
}

double BettingTest::p_value() const { return std::exp(-log_best_); }

}  // namespace plumbline
