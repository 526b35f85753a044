#include "theory/oracle/gaussian_limit.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/oracle/affine_axes.hpp"

namespace plumbline {
namespace {

bool keeps_its_variance(const AffineAxis& axis) {
  return std::abs(axis.reweighted_variance - axis.variance) <= 1e-12 * axis.variance;
}

}  // namespace

bool has_gaussian_limit(const GuidedPair& pair) {
  if (!has_affine_scores(pair)) return false;
  const std::vector<AffineAxis> axes = affine_axes(pair);
  return std::all_of(axes.begin(), axes.end(), keeps_its_variance);
}

GaussianLimit::GaussianLimit(const GuidedPair& pair, GuidanceScale w, Time t0)
    : expected_(pair.expected), omega_(pair.omega(w.value)), t0_(t0.value) {
  const std::vector<AffineAxis> axes = affine_axes(pair);
  const auto d = static_cast<Eigen::Index>(axes.size());
  mean_.resize(d);
  variance_.resize(d);
  shift_.resize(d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const AffineAxis& axis = axes[static_cast<std::size_t>(i)];
    if (!keeps_its_variance(axis)) {
      throw InputError("the cost changes the covariance", "Gaussian oracle", "give a cost of one exp-linear term");
    }
    mean_[i] = axis.mean;
    variance_[i] = axis.variance;
    shift_[i] = axis.reweighted_mean - axis.mean;
  }
}

Eigen::VectorXd GaussianLimit::mean(Time t) const {
  const double root = std::sqrt(t.value);
  return root * mean_ - omega_ * shift_ * (root - t0_ * noised(t.value) / (noised(t0_) * root));
}

Eigen::VectorXd GaussianLimit::variances(Time t) const { return noised(t.value); }

double GaussianLimit::tilt_energy() const {
  double energy = 0.0;
  const Eigen::ArrayXd start = noised(t0_);
  for (Eigen::Index i = 0; i < shift_.size(); ++i) {
    if (shift_[i] != 0.0) energy += shift_[i] * shift_[i] / variance_[i] * (1.0 - t0_) / start[i];
  }
  return energy;
}

double GaussianLimit::expected_cost() const { return expected_ * std::exp(-omega_ * tilt_energy()); }

double GaussianLimit::path_kl() const { return 0.5 * omega_ * omega_ * tilt_energy(); }

}  // namespace plumbline
