#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace plumbline {

/// Streaming central moments to the fourth order, mergeable; T. F. Chan et al. (1983) and P. Pebay (SAND2008-6212).
///
/// Adding in a fixed order and merging in a fixed order gives the same bits every time. Values that are not finite are
/// left out of the sums and counted, so that a reader can refuse the mean: it never turns into NaN in silence.
struct Moments {
  std::int64_t n = 0;           ///< finite values seen
  std::int64_t not_finite = 0;  ///< values left out
  double mean = 0.0;
  double m2 = 0.0;  ///< sum of (x - mean)^2
  double m3 = 0.0;  ///< sum of (x - mean)^3
  double m4 = 0.0;  ///< sum of (x - mean)^4
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void add(double x) {
    if (!std::isfinite(x)) {
      ++not_finite;
      return;
    }
    Moments one;
    one.n = 1;
    one.mean = one.min = one.max = x;
    merge(one);
  }

  void merge(const Moments& other);
  /// The moments of -x.
  Moments negated() const;

  /// Unbiased variance; 0 for fewer than two values.
  double variance() const { return n > 1 ? m2 / static_cast<double>(n - 1) : 0.0; }
  /// Standard error of the mean. Meaningful only where the law has a variance (theory/README.md, H1).
  double standard_error() const { return n > 0 ? std::sqrt(variance() / static_cast<double>(n)) : 0.0; }
  /// m4 n / m2^2; 3 for a normal law, and large when a few values carry the mean. 0 for no spread.
  double kurtosis() const { return m2 > 0.0 ? static_cast<double>(n) * m4 / (m2 * m2) : 0.0; }
};

inline Moments Moments::negated() const {
  Moments result = *this;
  result.mean = -mean;
  result.m3 = -m3;
  result.min = -max;
  result.max = -min;
  return result;
}

inline void Moments::merge(const Moments& other) {
  not_finite += other.not_finite;
  if (other.n == 0) return;
  if (n == 0) {
    const std::int64_t kept = not_finite;
    *this = other;
    not_finite = kept;
    return;
  }
  const double na = static_cast<double>(n);
  const double nb = static_cast<double>(other.n);
  const double total = na + nb;
  const double delta = other.mean - mean;
  const double delta_over_n = delta / total;
  const double spread = delta * delta_over_n * na * nb;
  m4 += other.m4 + spread * delta_over_n * delta_over_n * (na * na - na * nb + nb * nb) +
        6.0 * delta_over_n * delta_over_n * (na * na * other.m2 + nb * nb * m2) +
        4.0 * delta_over_n * (na * other.m3 - nb * m3);
  m3 += other.m3 + spread * delta_over_n * (na - nb) + 3.0 * delta_over_n * (na * other.m2 - nb * m2);
  m2 += other.m2 + spread;
  mean += delta_over_n * nb;
  n += other.n;
  min = std::fmin(min, other.min);
  max = std::fmax(max, other.max);
}

}  // namespace plumbline
