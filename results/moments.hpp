#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/table.hpp"

namespace plumbline {

/// What a Monte Carlo mean leaves behind so that runs can be added up: the number of samples, their sum, and the sums
/// of powers of deviations from the mean, m_k = Sum_i (x_i - mean)^k for k = 2, 3, 4.
struct Moments {
  std::int64_t n = 0;
  double sum = 0.0;
  double m2 = 0.0;
  double m3 = 0.0;
  double m4 = 0.0;

  double mean() const { return sum / static_cast<double>(n); }
  /// sqrt(variance / n) with the unbiased variance m2 / (n - 1); infinite for n < 2.
  double standard_error() const;
  /// m4 n / m2^2: 3 for a Gaussian, large for heavy tails; NaN if m2 = 0.
  double kurtosis() const;
};

/// The moments of both samples together, exact up to rounding: with delta = mean_b - mean_a and n = n_a + n_b,
/// m2 = m2_a + m2_b + delta^2 n_a n_b / n, and likewise for m3 and m4 (Pebay, Sandia report SAND2008-6212, 2008).
Moments merged(const Moments& a, const Moments& b);

/// Adds `name` (the mean), `name_error` (its standard error), `name_n`, `name_sum`, `name_m2`, `name_m3`, `name_m4`.
Table& add_monte_carlo(Table& table, const std::string& name, const std::vector<Moments>& moments,
                       const std::string& long_name, const std::string& units = "1",
                       const std::vector<std::string>& axes = {});

/// The moments behind dataset `name`, in its order; empty if the table holds none.
std::vector<Moments> monte_carlo_moments(const Table& table, const std::string& name);

/// Names of the datasets that have moments.
std::vector<std::string> monte_carlo_names(const Table& table);

}  // namespace plumbline
