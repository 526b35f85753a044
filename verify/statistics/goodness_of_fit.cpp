#include "verify/statistics/goodness_of_fit.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "verify/statistics/distributions.hpp"

namespace plumbline {

namespace {

constexpr double least_expected = 10.0;

struct Cell {
  double observed = 0.0;
  double expected = 0.0;
};

std::vector<Cell> merged_cells(std::span<const std::int64_t> counts, std::span<const double> probabilities) {
  double n = 0.0;
  for (const std::int64_t count : counts) n += static_cast<double>(count);
  std::vector<Cell> cells;
  Cell open;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    open.observed += static_cast<double>(counts[i]);
    open.expected += n * probabilities[i];
    if (open.expected >= least_expected) {
      cells.push_back(open);
      open = {};
    }
  }
  if (cells.empty()) return cells;
  cells.back().observed += open.observed;
  cells.back().expected += open.expected;
  return cells;
}

/// Of the bound by Dvoretzky, Kiefer, Wolfowitz and Massart.
double ks_p_value(std::int64_t n, double distance) {
  return std::min(1.0, 2.0 * std::exp(-2.0 * static_cast<double>(n) * distance * distance));
}

}  // namespace

TestResult kolmogorov_smirnov(std::span<const double> draws, const std::function<double(double)>& cdf) {
  assert(!draws.empty());
  std::vector<double> sorted(draws.begin(), draws.end());
  std::ranges::sort(sorted);
  const double n = static_cast<double>(sorted.size());
  TestResult result;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double probability = cdf(sorted[i]);
    const double below = static_cast<double>(i) / n;
    const double above = static_cast<double>(i + 1) / n;
    result.statistic = std::max({result.statistic, probability - below, above - probability});
  }
  result.p_value = ks_p_value(static_cast<std::int64_t>(sorted.size()), result.statistic);
  return result;
}

double ks_critical(std::int64_t n, double false_alarm) {
  return std::sqrt(std::log(2.0 / false_alarm) / (2.0 * static_cast<double>(n)));
}

Decision check_distribution(double distance, std::int64_t n, double cdf_error, double false_alarm, double resolution) {
  Decision decision = decide_within(distance, ks_critical(n, false_alarm) + cdf_error, resolution, Reason::noise_floor);
  decision.p_value = ks_p_value(n, std::max(0.0, distance - cdf_error));
  return decision;
}

TestResult chi_square(std::span<const std::int64_t> counts, std::span<const double> probabilities) {
  assert(counts.size() == probabilities.size());
  const std::vector<Cell> cells = merged_cells(counts, probabilities);
  TestResult result;
  if (cells.size() < 2) return result;
  for (const Cell& cell : cells) result.statistic += std::pow(cell.observed - cell.expected, 2) / cell.expected;
  result.p_value = chi_squared_upper_tail(static_cast<double>(cells.size() - 1), result.statistic);
  return result;
}

}  // namespace plumbline
