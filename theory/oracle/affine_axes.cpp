#include "theory/oracle/affine_axes.hpp"

#include <fmt/format.h>

#include <string>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

bool is_one_gaussian(const Eigen::VectorXd& weights) { return (weights.array() > 0.0).count() == 1; }

const Gaussian& only_component(const GuidedPair& pair, const Eigen::VectorXd& weights, const std::string& law) {
  if (!is_one_gaussian(weights)) {
    throw InputError(fmt::format("the {} law is not one Gaussian", law), "affine oracle",
                     "give one Gaussian and a cost of one term");
  }
  Eigen::Index k = 0;
  weights.maxCoeff(&k);
  return pair.components[static_cast<std::size_t>(k)];
}

/// The variances of `other` along the axes of a covariance, shape (d); empty where these are not its axes too.
Eigen::VectorXd variances_along(const Covariance& axes, const Covariance& other, Eigen::Index d) {
  Eigen::VectorXd variances(d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const Eigen::VectorXd axis = axes.from_axes(Eigen::VectorXd::Unit(d, i));
    const Eigen::VectorXd image = other.times(axis);
    variances[i] = axis.dot(image);
    if ((image - variances[i] * axis).norm() > 1e-12 * (1.0 + other.max_variance())) return {};
  }
  return variances;
}

}  // namespace

bool has_affine_scores(const GuidedPair& pair) {
  if (pair.line_cost || !is_one_gaussian(pair.base) || !is_one_gaussian(pair.reweighted)) return false;
  const Covariance& base = only_component(pair, pair.base, "base").covariance;
  const Covariance& reweighted = only_component(pair, pair.reweighted, "reweighted").covariance;
  const bool base_gives_axes = !base.is_isotropic();
  return variances_along(base_gives_axes ? base : reweighted, base_gives_axes ? reweighted : base, pair.dimension())
             .size() > 0;
}

std::vector<AffineAxis> affine_axes(const GuidedPair& pair) {
  require_mixture_cost(pair, "affine oracle");
  const Gaussian& base = only_component(pair, pair.base, "base");
  const Gaussian& reweighted = only_component(pair, pair.reweighted, "reweighted");
  // The axes are those of the one that is not isotropic; the other must be diagonal along them.
  const bool base_gives_axes = !base.covariance.is_isotropic();
  const Covariance& axes = base_gives_axes ? base.covariance : reweighted.covariance;
  const Covariance& other = base_gives_axes ? reweighted.covariance : base.covariance;
  const Eigen::VectorXd other_variances = variances_along(axes, other, pair.dimension());
  if (other_variances.size() == 0) {
    throw InputError("the two covariances have different axes", "affine oracle", "give commuting covariances");
  }
  const Eigen::VectorXd& base_variances = base_gives_axes ? axes.eigenvalues() : other_variances;
  const Eigen::VectorXd& reweighted_variances = base_gives_axes ? other_variances : axes.eigenvalues();
  const Eigen::VectorXd mean = axes.to_axes(base.mean);
  const Eigen::VectorXd reweighted_mean = axes.to_axes(reweighted.mean);
  std::vector<AffineAxis> result;
  for (Eigen::Index i = 0; i < pair.dimension(); ++i) {
    result.push_back({mean[i], base_variances[i], reweighted_mean[i], reweighted_variances[i]});
  }
  return result;
}

}  // namespace plumbline
