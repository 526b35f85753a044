#include "verify/sampling/projection_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "verify/statistics/goodness_of_fit.hpp"
#include "verify/statistics/proportion.hpp"
#include "verify/statistics/sample_size.hpp"

namespace plumbline {
namespace {

std::string source(std::int64_t n, const ShiftRule& rule) { return fmt::format("{} {}", n, rule.noun); }

/// By how much the distribution function moves under the shift, to first order.
double distribution_shift(const Projection& projection, double shift) {
  return shift * projection.deviation() * projection.peak();
}

}  // namespace

void ProjectionSums::add(const Eigen::MatrixXd& states) {
  const Eigen::VectorXd values = states.transpose() * direction_;
  for (const double y : values) {
    histogram_.add(y);
    powers_[0].add(y);
    powers_[1].add(y * y);
  }
}

std::int64_t states_needed(const Projection& projection, const ShiftRule& rule) {
  std::int64_t n = paths_for_distribution({rule.false_alarm, distribution_shift(projection, rule.shift), rule.power});
  for (const int p : {1, 2}) {
    const double variance = projection.variance_of_power(p);
    n = std::max(n, paths_for_mean({rule.false_alarm, rule.shift * std::sqrt(variance), rule.power},
                                   {0, 0.0, variance, 0.0, 3.0}));
  }
  return n;
}

double smallest_shift(const Projection& projection, std::int64_t n, const ShiftRule& rule) {
  const double distance =
      (std::sqrt(0.5 * std::log(2.0 / rule.false_alarm)) + std::sqrt(0.5 * std::log(1.0 / (1.0 - rule.power)))) /
      std::sqrt(static_cast<double>(n));
  return std::min(distance / distribution_shift(projection, 1.0),
                  smallest_violation(rule.false_alarm, rule.power, 1.0, n));
}

Check distribution_check(const Projection& projection, const ProjectionSums& states, const ShiftRule& rule) {
  const std::int64_t n = states.n();
  const double distance = states.histogram().distance(distribution_at_edges(projection.law, states.histogram().grid()));
  const double error = projection.distribution_error();
  return {fmt::format("Kolmogorov-Smirnov distance of {}", projection.name),
          {distance, ks_critical(n, rule.false_alarm), source(n, rule)},
          Relation::equal,
          {0.0, error, projection.how},
          check_distribution(distance, n, error, rule.false_alarm, distribution_shift(projection, rule.shift)),
          rule.false_alarm};
}

std::string moment_name(const Projection& projection, int p) {
  return fmt::format("{} of {}", p == 1 ? "mean" : "mean square", projection.name);
}

MeanRule moment_rule(const Projection& projection, int p, const ShiftRule& rule) {
  return {rule.false_alarm, rule.shift * std::sqrt(projection.variance_of_power(p)), true};
}

Check moment_check(const Projection& projection, const ProjectionSums& states, int p, const ShiftRule& rule) {
  const MeanEstimate mean = estimate_mean(moments_of(states.power(p)));
  const Value exact = projection.moment(p);
  return {moment_name(projection, p),
          {mean.value, mean.standard_error, source(states.n(), rule)},
          Relation::equal,
          exact,
          check_mean(mean, exact, moment_rule(projection, p, rule)),
          rule.false_alarm};
}

std::vector<Check> tail_checks(const Projection& projection, const ProjectionSums& states, const ShiftRule& rule) {
  constexpr double expected_states = 200.0;
  const Histogram& histogram = states.histogram();
  const double probability = expected_states / static_cast<double>(states.n());
  if (probability > 0.1) return {};
  const Column<double> below = distribution_at_edges(projection.law, histogram.grid());
  std::vector<Check> checks;
  std::int64_t n_below = histogram.below();
  std::int64_t lower = -1, upper = -1;
  Eigen::Index lower_edge = 0, upper_edge = 0;
  for (Eigen::Index i = 0; i < below.size(); ++i) {
    if (lower < 0 && below[i] >= probability) {
      lower = n_below;
      lower_edge = i;
    }
    if (upper < 0 && 1.0 - below[i] <= probability) {
      upper = states.n() - n_below;
      upper_edge = i;
    }
    if (i + 1 < below.size()) n_below += histogram.counts()[static_cast<std::size_t>(i)];
  }
  const auto tail = [&](const char* sign, Eigen::Index edge, double exact, std::int64_t n_there) {
    const Count count{n_there, states.n()};
    const Value expected{exact, projection.distribution_error(), projection.how};
    checks.push_back(
        {fmt::format("P({} {} {:.4g})", projection.name, sign, histogram.grid().edge(static_cast<int>(edge))),
         {count.rate(), std::sqrt(exact / static_cast<double>(states.n())), source(states.n(), rule)},
         Relation::equal,
         expected,
         check_proportion(count, expected, rule.false_alarm, std::max(exact, probability)),
         rule.false_alarm});
  };
  if (lower >= 0) tail("<", lower_edge, below[lower_edge], lower);
  if (upper >= 0) tail(">", upper_edge, 1.0 - below[upper_edge], upper);
  return checks;
}

}  // namespace plumbline
