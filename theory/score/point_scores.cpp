#include "theory/score/point_scores.hpp"

#include <boost/math/constants/constants.hpp>

#include <cmath>
#include <limits>

namespace plumbline {
namespace {

/// log N(y; sqrt(t) m, t C + (1 - t) I) and its gradient, in the axes of C.
double noised_gaussian(const Gaussian& gaussian, double t, const Eigen::VectorXd& y, Eigen::VectorXd& gradient) {
  const Eigen::MatrixXd& Q = gaussian.covariance.rotation();
  const Eigen::ArrayXd variances = t * gaussian.covariance.eigenvalues().array() + (1.0 - t);
  Eigen::VectorXd offset = y - std::sqrt(t) * gaussian.mean;
  if (!gaussian.covariance.is_axis_aligned()) offset = Q.transpose() * offset;
  gradient = -(offset.array() / variances).matrix();
  const double log_density =
      0.5 * (offset.dot(gradient) - (variances * boost::math::constants::two_pi<double>()).log().sum());
  if (!gaussian.covariance.is_axis_aligned()) gradient = Q * gradient;
  return log_density;
}

/// log sum_k w_k N_k(y) and its gradient.
double mixture_point_score(const GuidedPair& pair, const Eigen::VectorXd& weights, double t, const Eigen::VectorXd& y,
                           Eigen::VectorXd& score) {
  double largest = -std::numeric_limits<double>::infinity();
  double sum = 0.0;
  score = Eigen::VectorXd::Zero(y.size());
  Eigen::VectorXd gradient;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const double weight = weights[static_cast<Eigen::Index>(k)];
    if (weight <= 0.0) continue;
    const double exponent = std::log(weight) + noised_gaussian(pair.components[k], t, y, gradient);
    if (exponent > largest) {
      const double shrink = std::exp(largest - exponent);
      sum *= shrink;
      score *= shrink;
      largest = exponent;
    }
    const double share = std::exp(exponent - largest);
    sum += share;
    score += share * gradient;
  }
  score /= sum;
  return largest + std::log(sum);
}

}  // namespace

PointScores point_scores(const GuidedPair& pair, double t, const Eigen::VectorXd& y) {
  require_mixture_cost(pair, "scores at a point");
  PointScores result;
  result.log_density = mixture_point_score(pair, pair.base, t, y, result.score);
  result.log_h = std::log(pair.expected) - result.log_density +
                 mixture_point_score(pair, pair.reweighted, t, y, result.score_reweighted);
  return result;
}

}  // namespace plumbline
