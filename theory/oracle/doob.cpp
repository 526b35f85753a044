#include "theory/oracle/doob.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "theory/static/cost_integrals.hpp"

namespace plumbline {

GuidanceScale doob_scale(const GuidedPair& pair) { return {-pair.sign()}; }

double log_doob_density(const GuidedPair& pair, Time t, const Eigen::VectorXd& y) {
  Eigen::VectorXd exponents =
      Eigen::VectorXd::Constant(pair.reweighted.size(), -std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const auto index = static_cast<Eigen::Index>(k);
    if (pair.reweighted[index] <= 0.0) continue;
    const auto& [mean, covariance] = pair.components[k];
    const Eigen::ArrayXd variances = t.value * covariance.eigenvalues().array() + (1.0 - t.value);
    const Eigen::ArrayXd z = covariance.to_axes(y - std::sqrt(t.value) * mean).array();
    exponents[index] = std::log(pair.reweighted[index]) - 0.5 * (2.0 * std::numbers::pi * variances).log().sum() -
                       0.5 * (z.square() / variances).sum();
  }
  const double largest = exponents.maxCoeff();
  double sum = 0.0;
  for (const double exponent : exponents) sum += std::exp(exponent - largest);
  return largest + std::log(sum);
}

MixtureMoments mixture_moments(const GuidedPair& pair, const Eigen::VectorXd& weights, Time t) {
  const Eigen::Index d = pair.dimension();
  MixtureMoments moments{Eigen::VectorXd::Zero(d), (1.0 - t.value) * Eigen::MatrixXd::Identity(d, d)};
  for (std::size_t k = 0; k < pair.size(); ++k) {
    moments.mean += weights[static_cast<Eigen::Index>(k)] * std::sqrt(t.value) * pair.components[k].mean;
  }
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const double weight = weights[static_cast<Eigen::Index>(k)];
    if (weight <= 0.0) continue;
    const Eigen::VectorXd z = std::sqrt(t.value) * pair.components[k].mean - moments.mean;
    moments.covariance += weight * (t.value * pair.components[k].covariance.matrix() + z * z.transpose());
  }
  return moments;
}

Value doob_expected_cost(const GuidedPair& pair, Time t, double q) {
  Value value = expected_h_power(pair, t, 1.0 + q);
  value.value /= pair.expected;
  value.error /= pair.expected;
  return value;
}

}  // namespace plumbline
