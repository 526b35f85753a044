#pragma once

#include <functional>
#include <span>
#include <vector>

#include "theory/learned/radial_basis.hpp"
#include "theory/learned/training_set.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// A score on the line that is linear in features, theta_t(y) = Sum_k c_k(t) phi_k(y), at given times.
struct FeatureScore {
  RadialBasis basis;
  std::vector<double> times;                  ///< ascending
  std::vector<Eigen::VectorXd> coefficients;  ///< c(t), shape (m), by time

  /// At the latest of the times that is not after t.
  const Eigen::VectorXd& at(double t) const;
  Column<double> operator()(double t, const Column<double>& y) const;
  /// Far out, where the bumps vanish, on both sides the same.
  AffineError far(double t, Side side) const;
};

/// A score on the line as a function of time and points.
using LineScore = std::function<Column<double>(double t, const Column<double>& y)>;

/// The exact minimiser over the features of the weighted denoising loss of claim G2, at each time on its own,
///   (1/n) Sum_i rho_i E |theta(sqrt(t) x_i + sqrt(1 - t) Z) + Z / sqrt(1 - t)|^2 + ridge mean(rho) |c|^2,
/// rho_i = 1 or J(x_i), r(x_i). The mean over Z is taken in closed form, with E[phi Z] = sqrt(1 - t) E phi' (Stein), so
/// that nothing diverges as t -> 1: a linear system (M + ridge mean(rho) I) c = -E[rho phi'].
FeatureScore fit_features(const TrainingSet& data, Learned which, const RadialBasis& basis,
                          std::span<const double> times, double ridge);

/// The same minimiser for infinitely many data: what remains of the distance to the score is the features' doing.
FeatureScore population_features(const GuidedPair& pair, Learned which, const RadialBasis& basis,
                                 std::span<const double> times, double ridge);

/// Mean and variance of n |chat - c*|^2_G.
struct DistanceLaw {
  double mean = 0.0;
  double variance = 0.0;
};

/// Those of n |chat - c*|^2_G as n -> infinity, chat from fit_features, c* from population_features, and |c|_G^2 the
/// mean over the times of Int p_t (phi . c)^2 dy. chat is then Gaussian about c* with the sandwich covariance H^-1 V
/// H^-1 / n, H the curvature of the loss and V the covariance of one datum's gradient: the mean is tr(G H^-1 V H^-1),
/// the variance 2 tr((G H^-1 V H^-1)^2). The weights enter through V alone (and the scale of H): that is the price of
/// weighted training, said exactly. They need a second moment.
DistanceLaw distance_law(const GuidedPair& pair, Learned which, const FeatureScore& population, double ridge);

/// ((1/N) Sum_t Int p_t (theta_t - other_t)^2 dy)^(1/2): the norm of E1 along the unguided law.
double distance(const GuidedPair& pair, const FeatureScore& a, const FeatureScore& b);
/// The same of any score on the line to the true one, over the given times.
double distance_to_score(const GuidedPair& pair, const LineScore& a, std::span<const double> times, Learned which);
inline double distance_to_score(const GuidedPair& pair, const FeatureScore& a, Learned which) {
  return distance_to_score(pair, a, a.times, which);
}

}  // namespace plumbline
