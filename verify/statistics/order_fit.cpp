#include "verify/statistics/order_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "verify/statistics/distributions.hpp"

namespace plumbline {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr std::size_t min_points = 4;       // as many as the model with two corrections has parameters
constexpr double floor_factor = 4.0;        // a point must stand this far above its bound
constexpr double largest_correction = 0.5;  // of |c|/n at the smallest n of an asymptotic range
constexpr double lack_of_fit_level = 1e-3;
constexpr double widest_statistical = 0.2;  // beyond, propagating errors linearly through n^-p is not to be believed

/// The points from one start on, and the fits to them with 0, 1 and 2 corrections.
struct Range {
  std::span<const OrderPoint> points;
  std::array<PowerFit, 3> fits;

  double standard_error_of(const VectorXd& weights) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      sum += std::pow(weights[static_cast<Index>(i)] * points[i].standard_error, 2);
    }
    return std::sqrt(sum);
  }
  double bound_of(const VectorXd& weights) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) sum += std::abs(weights[static_cast<Index>(i)]) * points[i].bound;
    return sum;
  }
};

/// The size of the errors of a point, at least its rounding.
double scale_of(const OrderPoint& point) {
  return std::hypot(point.standard_error, point.bound, 1e-15 * std::abs(point.error));
}

Range fit_range(std::span<const OrderPoint> points) {
  VectorXd scale(static_cast<Index>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) scale[static_cast<Index>(i)] = scale_of(points[i]);
  return {points, {fit_power(points, scale, 0), fit_power(points, scale, 1), fit_power(points, scale, 2)}};
}

bool fits_the_points(const Range& range, int n_corrections) {
  const double degrees = static_cast<double>(range.points.size()) - (n_corrections + 2);
  if (degrees == 0.0) return true;
  double chi_square = 0.0;
  for (std::size_t i = 0; i < range.points.size(); ++i) {
    const OrderPoint& point = range.points[i];
    const double residual = range.fits[static_cast<std::size_t>(n_corrections)].residual[static_cast<Index>(i)];
    const double unexplained = std::max(0.0, std::abs(residual) - point.bound);
    chi_square += std::pow(unexplained / std::max(point.standard_error, 1e-15 * std::abs(point.error)), 2);
  }
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
  if (!other.converged) return 0.0;
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
    for (const std::size_t m : {1U, 2U}) {
      fit.bias = std::max(fit.bias, unexplained_distance(range, chosen, later.fits[m], z));
    }
  }
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
OrderFit best_fit(std::span<const OrderPoint> points, double alpha) {
  const std::size_t n_starts = points.size() - min_points + 1;
  const double tail = 0.5 * alpha / (2.0 * static_cast<double>(n_starts));
  const double z = normal_upper_quantile(tail);
  std::vector<Range> ranges;
  for (std::size_t k = 0; k < n_starts; ++k) ranges.push_back(fit_range(points.subspan(k)));
  OrderFit best;
  best.reason = reason::pre_asymptotic;
  for (std::size_t k = 0; k < n_starts; ++k) {
    for (const int n_corrections : {1, 2}) {
      if (!is_asymptotic(ranges[k], n_corrections, z)) continue;
      const OrderFit candidate = summarise(ranges, k, n_corrections, z);
      if (candidate.statistical > widest_statistical) {
        if (!best.reason.empty()) best.reason = reason::noise_floor;
      } else if (!best.reason.empty() || candidate.half_width < best.half_width) {
        best = candidate;
      }
    }
  }
  return best;
}

/// Why too few points stand clear of their errors, or "" when enough do.
std::string_view floor_reason(std::span<const OrderPoint> clear_of_bound) {
  if (clear_of_bound.size() < min_points) return reason::round_off;
  const auto n_clear = std::ranges::count_if(clear_of_bound, [](const OrderPoint& point) {
    return std::abs(point.error) > floor_factor * point.standard_error;
  });
  return static_cast<std::size_t>(n_clear) < min_points ? reason::noise_floor : std::string_view();
}

}  // namespace

OrderFit fit_order(std::span<const OrderPoint> points, double alpha) {
  if (std::ranges::any_of(points, [](const OrderPoint& point) {
        return !std::isfinite(point.error + point.bound + point.standard_error);
      })) {
    OrderFit fit;
    fit.reason = reason::not_a_number;
    return fit;
  }
  std::vector<OrderPoint> kept;
  std::ranges::copy_if(points, std::back_inserter(kept),
                       [](const OrderPoint& point) { return std::abs(point.error) > floor_factor * point.bound; });
  std::ranges::sort(kept, {}, &OrderPoint::n);
  OrderFit fit;
  fit.reason = floor_reason(kept);
  if (fit.reason.empty()) fit = best_fit(kept, alpha);
  fit.n_below_floor = static_cast<int>(points.size() - kept.size());
  return fit;
}

Decision check_order(const OrderFit& fit, const OrderClaim& claim) {
  Decision decision;
  if (!fit.reason.empty()) {
    decision = undecided(fit.reason);
    if (fit.reason == reason::not_a_number) decision.verdict = Verdict::violated;
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
    decision.reason = reason::noise_floor;
  } else {
    decision.reason = fit.systematic >= fit.bias ? reason::round_off : reason::pre_asymptotic;
  }
  return decision;
}

}  // namespace plumbline
