#pragma once

#include <Eigen/Core>
#include <span>
#include <string>

#include "theory/base/value.hpp"
#include "verify/statistics/power_fit.hpp"
#include "verify/statistics/verdict.hpp"

namespace plumbline {

/// An order of convergence with the interval that covers it.
struct OrderFit {
  Reason reason = Reason::none;  ///< why there is no order
  double order = 0.0;
  double half_width = 0.0;   ///< statistical + systematic + bias
  double statistical = 0.0;  ///< from the standard errors, at the declared confidence
  double systematic = 0.0;   ///< from the bounds, all conspiring
  double bias = 0.0;         ///< from the model: how far other admissible models and ranges move the order
  double constant = 0.0;     ///< C of error ~ C n^-order, with its sign
  double correction = 0.0;   ///< c of error ~ C n^-order (1 + c/n)
  double pure_order = 0.0;   ///< of the fit without correction on the same range, for comparison
  int n_corrections = 0;     ///< of the chosen model, 1 or 2
  double n_first = 0.0;      ///< the asymptotic range that the fit chose
  double n_last = 0.0;
  int n_used = 0;
  int n_below_floor = 0;  ///< points dropped because their bound hides them

  bool is_found() const { return reason == Reason::none; }
  /// The order with its half-width as a value; not known, for its reason, where none was found.
  Value value() const;
};

/// The order p of error(n) ~ C n^-p (1 + c/n) as n grows, on the range that the data themselves call asymptotic.
///
/// For every start k (at least four points stay) the models with one and with two corrections, C n^-p (1 + c/n +
/// d/n^2), are fitted to points k, k+1, ... A fit is admissible when its residuals are consistent with the errors of
/// the points (bounds granted whole, chi-square at 0.1 % for the rest) and c/n is at most a half at the smallest n, as
/// far as the noise can tell. Its half-width adds
/// - the statistical part, by linear propagation, at confidence 1 - alpha split over all candidates (so that choosing
///   among them afterwards keeps the coverage: union bound),
/// - the systematic part, sum |dp/de_i| bound_i,
/// - the model bias: the largest distance, beyond what the errors of the points explain, to the order of the other
///   model and of any later start, down to the last three points (the comparison of nested ranges of Lepski 1990; Eca &
///   Hoekstra, J. Comput. Phys. 262 (2014), for the fits); infinite where such a fit does not exist; half the distance
///   to the local order of the last two points (what corrections do there is believed to half of itself); or the shift
///   that the next term, (c/n)^2 or (c/n)^3, would cause, if that is larger (with c as large as its errors allow; what
///   they add counts as theirs).
/// Candidates with a statistical part above 0.2 are refused (noise floor): the errors reach p through n^-p, and linear
/// propagation fails there (seen: 12 % misses at a nominal 5 %). The admissible candidate with the smallest half-width
/// wins. Points with |error| <= 4 bound are dropped first.
///
/// Points must have n > 0, distinct; any order. Errors should fall as powers of n: a grid that changes with n in some
/// irregular way (an odd last step) shows as a lack of fit. Logarithmic factors show as an order off by 1/log n.
OrderFit fit_order(std::span<const OrderPoint> points, double alpha);
/// The same for random parts that are not independent, as those of errors at several n along the same paths:
/// `covariance` of shape (points, points), in their order; its diagonal holds the squares of their standard errors.
OrderFit fit_order(std::span<const OrderPoint> points, const Eigen::MatrixXd& covariance, double alpha);

/// What a claim says about an order.
enum class OrderKind { equal, at_least };
struct OrderClaim {
  OrderKind kind = OrderKind::equal;
  double order = 1.0;
  double resolution = 0.02;  ///< the smallest deviation of the order worth catching
};

/// HOLDS when the whole interval lies within order +- resolution (at_least: above order - resolution), VIOLATED when it
/// lies wholly outside, else INCONCLUSIVE with the reason of the widest part of the half-width: noise floor
/// (statistical), round-off (systematic) or pre-asymptotic (bias). A point that is not finite is VIOLATED(not a
/// number).
Decision check_order(const OrderFit& fit, const OrderClaim& claim);

}  // namespace plumbline
