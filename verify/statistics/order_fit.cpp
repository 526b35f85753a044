#include "verify/statistics/order_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "verify/statistics/distributions.hpp"

namespace plumbline {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t min_points = 4;       // as many as the model with two corrections has parameters
constexpr double floor_factor = 4.0;        // a point must stand this far above its bound
constexpr double largest_correction = 0.5;  // of |c|/n at the smallest n of an asymptotic range
constexpr double lack_of_fit_level = 1e-3;
constexpr double distrust_of_corrections = 0.5;  // of what they do to the local order at the largest n
constexpr double widest_statistical = 0.2;  // beyond, propagating errors linearly through n^-p is not to be believed

/// The points from one start on, and the fits to them with 0, 1 and 2 corrections; a fit with m needs m + 2 points.
struct Range {
  std::span<const OrderPoint> points;
  MatrixXd covariance;  ///< of the random parts
  std::array<PowerFit, 3> fits;

  std::size_t n_fits() const { return std::min(fits.size(), points.size() - 1); }

  double standard_error_of(const VectorXd& weights) const { return std::sqrt(weights.dot(covariance * weights)); }
  double bound_of(const VectorXd& weights) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) sum += std::abs(weights[static_cast<Index>(i)]) * points[i].bound;
    return sum;
  }
};

/// With what is not random granted to each point: at least its rounding.
MatrixXd covariance_with(const Range& range, double (*granted)(const OrderPoint& point)) {
  MatrixXd covariance = range.covariance;
  for (std::size_t i = 0; i < range.points.size(); ++i) {
    const OrderPoint& point = range.points[i];
    covariance(static_cast<Index>(i), static_cast<Index>(i)) +=
        std::pow(granted(point), 2) + std::pow(1e-15 * point.error, 2);
  }
  return covariance;
}

Range fit_range(std::span<const OrderPoint> points, const MatrixXd& covariance) {
  Range range{points, covariance, {}};
  const MatrixXd assumed = covariance_with(range, [](const OrderPoint& point) { return point.bound; });
  for (std::size_t m = 0; m < range.n_fits(); ++m) {
    range.fits[m] = fit_power(points, assumed, static_cast<int>(m));
  }
  return range;
}

bool fits_the_points(const Range& range, int n_corrections) {
  const double degrees = static_cast<double>(range.points.size()) - (n_corrections + 2);
  if (degrees == 0.0) return true;
  VectorXd unexplained = range.fits[static_cast<std::size_t>(n_corrections)].residual;
  for (std::size_t i = 0; i < range.points.size(); ++i) {
    double& residual = unexplained[static_cast<Index>(i)];
    residual = std::copysign(std::max(0.0, std::abs(residual) - range.points[i].bound), residual);
  }
  const MatrixXd noise = covariance_with(range, [](const OrderPoint&) { return 0.0; });
  const double chi_square = (whitening(noise) * unexplained).squaredNorm();
  return chi_squared_upper_tail(degrees, chi_square) >= lack_of_fit_level;
}

/// What the errors of the points may do to a linear combination of them: at the confidence of z.
double reach_of_errors(const Range& range, const VectorXd& weights, double z) {
  return z * range.standard_error_of(weights) + range.bound_of(weights);
}

bool is_asymptotic(const Range& range, int n_corrections, double z) {
  const PowerFit& fit = range.fits[static_cast<std::size_t>(n_corrections)];
  if (!fit.converged || !fits_the_points(range, n_corrections)) return false;
  const double least_correction = std::abs(fit.correction) - reach_of_errors(range, fit.correction_sensitivity, z);
  return least_correction <= largest_correction;
}

/// How far the order of `other`, fitted to the last points of `range`, lies from that of `fit`, fitted to all of them,
/// beyond what the errors of the points explain.
double unexplained_distance(const Range& range, const PowerFit& fit, const PowerFit& other, double z) {
  if (!other.converged) return std::numeric_limits<double>::infinity();
  VectorXd weights = fit.order_sensitivity;
  weights.tail(other.order_sensitivity.size()) -= other.order_sensitivity;
  const double distance = std::abs(fit.order - other.order);
  return std::max(0.0, distance - reach_of_errors(range, weights, z));
}

/// The shift of the order by the next term, (correction n0/n)^(m+1), which the model with m corrections leaves out.
double next_term_shift(const Range& range, const PowerFit& fit, int n_corrections, double correction) {
  double shift = 0.0;
  for (std::size_t i = 0; i < range.points.size(); ++i) {
    const double next_term = std::pow(correction * range.points.front().n / range.points[i].n, n_corrections + 1);
    shift += fit.order_sensitivity[static_cast<Index>(i)] * range.points[i].error * next_term;
  }
  return std::abs(shift);
}

/// The fit with `n_corrections` to ranges[start] and its half-width; all later ranges are witnesses of its bias.
OrderFit summarise(std::span<const Range> ranges, std::size_t start, int n_corrections, double z) {
  const Range& range = ranges[start];
  const PowerFit& chosen = range.fits[static_cast<std::size_t>(n_corrections)];
  const double correction = std::abs(chosen.correction);
  const double largest = correction + reach_of_errors(range, chosen.correction_sensitivity, z);
  OrderFit fit;
  fit.order = chosen.order;
  fit.bias = next_term_shift(range, chosen, n_corrections, correction);
  // a correction known only within its errors may hide a larger next term: that is the part of the larger error
  const double hidden = next_term_shift(range, chosen, n_corrections, largest) - fit.bias;
  for (const Range& later : ranges.subspan(start)) {
    for (std::size_t m = 1; m < later.n_fits(); ++m) {
      fit.bias = std::max(fit.bias, unexplained_distance(range, chosen, later.fits[m], z));
    }
  }
  const PowerFit& local = ranges.back().fits[0];
  fit.bias = std::max(fit.bias, distrust_of_corrections * unexplained_distance(range, chosen, local, z));
  const bool by_noise =
      z * range.standard_error_of(chosen.correction_sensitivity) > range.bound_of(chosen.correction_sensitivity);
  fit.statistical = z * range.standard_error_of(chosen.order_sensitivity) + (by_noise ? hidden : 0.0);
  fit.systematic = range.bound_of(chosen.order_sensitivity) + (by_noise ? 0.0 : hidden);
  fit.half_width = fit.statistical + fit.systematic + fit.bias;
  fit.constant = chosen.constant;
  fit.correction = chosen.correction * range.points.front().n;
  fit.pure_order = range.fits[0].order;
  fit.n_corrections = n_corrections;
  fit.n_first = range.points.front().n;
  fit.n_last = range.points.back().n;
  fit.n_used = static_cast<int>(range.points.size());
  return fit;
}

/// The admissible candidate with the smallest half-width, or the reason why there is none.
OrderFit best_fit(std::span<const OrderPoint> points, const MatrixXd& covariance, double alpha) {
  const std::size_t n_starts = points.size() - min_points + 1;
  const double tail = 0.5 * alpha / (2.0 * static_cast<double>(n_starts));
  const double z = normal_upper_quantile(tail);
  std::vector<Range> ranges;
  // two ranges more, too short for candidates, as witnesses against the last of them
  for (std::size_t k = 0; k < n_starts + 2; ++k) {
    const auto n = static_cast<Index>(points.size() - k);
    ranges.push_back(fit_range(points.subspan(k), covariance.bottomRightCorner(n, n)));
  }
  OrderFit best;
  best.reason = Reason::pre_asymptotic;
  for (std::size_t k = 0; k < n_starts; ++k) {
    for (const int n_corrections : {1, 2}) {
      if (!is_asymptotic(ranges[k], n_corrections, z)) continue;
      const OrderFit candidate = summarise(ranges, k, n_corrections, z);
      if (candidate.statistical > widest_statistical) {
        if (!best.is_found()) best.reason = Reason::noise_floor;
      } else if (!best.is_found() || candidate.half_width < best.half_width) {
        best = candidate;
      }
    }
  }
  return best;
}

/// Why too few of n_points points stand clear of their errors, or none when enough do.
Reason floor_reason(std::size_t n_points, std::span<const OrderPoint> clear_of_bound) {
  if (n_points < min_points) return Reason::pre_asymptotic;
  if (clear_of_bound.size() < min_points) return Reason::round_off;
  const auto n_clear = std::ranges::count_if(clear_of_bound, [](const OrderPoint& point) {
    return std::abs(point.error) > floor_factor * point.standard_error;
  });
  return static_cast<std::size_t>(n_clear) < min_points ? Reason::noise_floor : Reason::none;
}

}  // namespace

Value OrderFit::value() const {
  return is_found() ? Value{order, half_width, "order fit"} : Value::none(std::string(name(reason)));
}

OrderFit fit_order(std::span<const OrderPoint> points, double alpha) {
  MatrixXd covariance = MatrixXd::Zero(static_cast<Index>(points.size()), static_cast<Index>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    covariance(static_cast<Index>(i), static_cast<Index>(i)) = std::pow(points[i].standard_error, 2);
  }
  return fit_order(points, covariance, alpha);
}

OrderFit fit_order(std::span<const OrderPoint> points, const MatrixXd& covariance, double alpha) {
  std::vector<Index> kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& [n, error, bound, standard_error] = points[i];
    if (!std::isfinite(error + bound + standard_error)) {
      OrderFit fit;
      fit.reason = Reason::not_a_number;
      return fit;
    }
    if (std::abs(error) > floor_factor * bound) kept.push_back(static_cast<Index>(i));
  }
  std::ranges::sort(kept, {}, [&](Index i) { return points[static_cast<std::size_t>(i)].n; });
  std::vector<OrderPoint> clear;
  for (const Index i : kept) clear.push_back(points[static_cast<std::size_t>(i)]);
  OrderFit fit;
  fit.reason = floor_reason(points.size(), clear);
  if (fit.is_found()) fit = best_fit(clear, covariance(kept, kept), alpha);
  fit.n_below_floor = static_cast<int>(points.size() - clear.size());
  return fit;
}

Decision check_order(const OrderFit& fit, const OrderClaim& claim) {
  Decision decision;
  if (!fit.is_found()) {
    decision = undecided(fit.reason);
    if (fit.reason == Reason::not_a_number) decision.verdict = Verdict::violated;
    return decision;
  }
  decision.difference = fit.order - claim.order;
  decision.allowance = claim.resolution + fit.half_width;
  // how far the order strays to the forbidden side
  const double stray = claim.kind == OrderKind::equal ? std::abs(decision.difference) : -decision.difference;
  decision.margin = 1.0 - stray / decision.allowance;
  if (stray > decision.allowance) {
    decision.verdict = Verdict::violated;
  } else if (stray + fit.half_width <= claim.resolution) {
    decision.verdict = Verdict::holds;
  } else if (fit.statistical >= std::max(fit.systematic, fit.bias)) {
    decision.reason = Reason::noise_floor;
  } else {
    decision.reason = fit.systematic >= fit.bias ? Reason::round_off : Reason::pre_asymptotic;
  }
  return decision;
}

}  // namespace plumbline
