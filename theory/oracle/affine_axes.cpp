#include "theory/oracle/affine_axes.hpp"

#include <fmt/format.h>

#include <string>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

const Gaussian& only_component(const GuidedPair& pair, const Eigen::VectorXd& weights, const std::string& law) {
  Eigen::Index k = 0;
  weights.maxCoeff(&k);
  if ((weights.array() > 0.0).count() != 1) {
    throw InputError(fmt::format("the {} law is not one Gaussian", law), "affine oracle",
                     "give one Gaussian and a cost of one term");
  }
  return pair.components[static_cast<std::size_t>(k)];
}

}  // namespace

std::vector<AffineAxis> affine_axes(const GuidedPair& pair) {
  require_mixture_cost(pair, "affine oracle");
  const Gaussian& base = only_component(pair, pair.base, "base");
  const Gaussian& reweighted = only_component(pair, pair.reweighted, "reweighted");
  // The axes are those of the one that is not isotropic; the other must be diagonal along them.
  const Covariance& axes = base.covariance.is_isotropic() ? reweighted.covariance : base.covariance;
  const Covariance& other = base.covariance.is_isotropic() ? base.covariance : reweighted.covariance;
  Eigen::VectorXd other_variances(pair.dimension());
  for (Eigen::Index i = 0; i < pair.dimension(); ++i) {
    const Eigen::VectorXd axis = axes.from_axes(Eigen::VectorXd::Unit(pair.dimension(), i));
    const Eigen::VectorXd image = other.times(axis);
    other_variances[i] = axis.dot(image);
    if ((image - other_variances[i] * axis).norm() > 1e-12 * (1.0 + other.max_variance())) {
      throw InputError("the two covariances have different axes", "affine oracle", "give commuting covariances");
    }
  }
  const bool base_gives_axes = &axes == &base.covariance;
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
