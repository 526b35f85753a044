#pragma once

#include <functional>
#include <span>
#include <vector>

#include "theory/learned/radial_basis.hpp"
#include "theory/learned/training_set.hpp"
#include "theory/score/estimated_scores.hpp"

namespace plumbline {

/// Which of the two scores is learned: s from plain data, s^J (or s^r) from the same data weighted with J (or r).
enum class Learned { base, reweighted };

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

/// E |chat - c*|^2_G times n as n -> infinity, chat from fit_features and c* from population_features, |c|_G^2 the mean
/// over the times of Int p_t (phi . c)^2 dy: the sandwich (1/N) Sum_t tr(G H^-1 V H^-1), H the curvature of the loss
/// and V the covariance of one datum's gradient. The weights enter it through V alone: that is the price of weighted
/// training, said exactly.
double variance_constant(const GuidedPair& pair, Learned which, const FeatureScore& population, double ridge);

/// ((1/N) Sum_t Int p_t (theta_t - other_t)^2 dy)^(1/2): the norm of E1 along the unguided law.
double distance(const GuidedPair& pair, const FeatureScore& a, const FeatureScore& b);
/// The same of any score on the line to the true one, over the given times.
double distance_to_score(const GuidedPair& pair, const LineScore& a, std::span<const double> times, Learned which);
inline double distance_to_score(const GuidedPair& pair, const FeatureScore& a, Learned which) {
  return distance_to_score(pair, a, a.times, which);
}

}  // namespace plumbline
