#include "theory/reduced/reduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

const Covariance& covariance_of(const GuidedPair& pair, Eigen::Index k) {
  return pair.components[static_cast<std::size_t>(k)].covariance;
}

/// The components that carry weight.
std::vector<Eigen::Index> weighted_components(const GuidedPair& pair) {
  std::vector<Eigen::Index> kept;
  for (Eigen::Index k = 0; k < pair.base.size(); ++k) {
    if (pair.base[k] > 0.0 || pair.reweighted[k] > 0.0) kept.push_back(k);
  }
  return kept;
}

/// The first of these components whose covariance is not that multiple of I that is the first one's largest variance.
std::optional<Eigen::Index> odd_one(const GuidedPair& pair, const std::vector<Eigen::Index>& kept) {
  const double variance = covariance_of(pair, kept.front()).max_variance();
  for (const Eigen::Index k : kept) {
    const Covariance& covariance = covariance_of(pair, k);
    if (!covariance.is_isotropic() || covariance.max_variance() != variance) return k;
  }
  return std::nullopt;
}

/// The means of these components, shape (d, n).
Eigen::MatrixXd means_of(const GuidedPair& pair, const std::vector<Eigen::Index>& kept) {
  Eigen::MatrixXd means(pair.dimension(), static_cast<Eigen::Index>(kept.size()));
  for (std::size_t i = 0; i < kept.size(); ++i) {
    means.col(static_cast<Eigen::Index>(i)) = pair.components[static_cast<std::size_t>(kept[i])].mean;
  }
  return means;
}

/// An orthonormal basis of the column space; the first axis when that is {0}.
Eigen::MatrixXd basis_of(const Eigen::MatrixXd& columns) {
  Eigen::MatrixXd basis = column_basis(columns);
  if (basis.cols() == 0) basis = Eigen::MatrixXd::Identity(columns.rows(), 1);
  return basis;
}

double noised(double variance, double t) { return t * variance + (1.0 - t); }

double start_variance(Start start, double variance, double t0) {
  return noise_start_variance(start, {t0}).value_or(noised(variance, t0));
}

}  // namespace

std::optional<Eigen::Index> reduced_dimension(const GuidedPair& pair) {
  const std::vector<Eigen::Index> kept = weighted_components(pair);
  if (pair.line_cost || odd_one(pair, kept)) return std::nullopt;
  return basis_of(means_of(pair, kept)).cols();
}

Reduction reduce(const GuidedPair& pair) {
  require_mixture_cost(pair, "reduction");
  const std::vector<Eigen::Index> kept = weighted_components(pair);
  if (const auto odd = odd_one(pair, kept)) {
    const double variance = covariance_of(pair, kept.front()).max_variance();
    throw InputError(fmt::format("the covariance of component {} is not {} I", *odd + 1, variance), "reduction",
                     "give all components the same covariance, a multiple of I");
  }
  const Eigen::MatrixXd means = means_of(pair, kept);
  const Eigen::Index n_kept = means.cols();
  Reduction reduction;
  reduction.frame = basis_of(means);
  const Eigen::Index r = reduction.frame.cols();
  reduction.n_orthogonal = pair.dimension() - r;
  reduction.variance = covariance_of(pair, kept.front()).max_variance();
  const Eigen::MatrixXd reduced_means = product(reduction.frame.transpose(), means);
  for (Eigen::Index i = 0; i < n_kept; ++i) {
    reduction.pair.components.push_back({reduced_means.col(i), Covariance::isotropic(r, reduction.variance)});
  }
  reduction.pair.base = pair.base(kept);
  reduction.pair.reweighted = pair.reweighted(kept);
  reduction.pair.expected = pair.expected;
  reduction.pair.objective = pair.objective;
  return reduction;
}

GuidedPair laid_along(GuidedPair pair, const Eigen::MatrixXd& frame, const Eigen::VectorXd& direction) {
  for (Gaussian& gaussian : pair.components) {
    gaussian = {frame.col(0).dot(gaussian.mean) * direction,
                Covariance::isotropic(direction.size(), gaussian.covariance.max_variance())};
  }
  return pair;
}

double orthogonal_variance(const Reduction& reduction, const Chain& chain) {
  return orthogonal_variance(reduction, make_transitions(chain, reduction.pair));
}

double orthogonal_variance(const Reduction& reduction, const Transitions& run) {
  double variance = start_variance(run.start, reduction.variance, run.t0.value);
  for (const auto& [t, A, B, S, omega] : run.steps) {
    const double factor = A - B / noised(reduction.variance, t);
    variance = factor * factor * variance + S * S;
  }
  return variance;
}

double orthogonal_limit_variance(const Reduction& reduction, const LimitSpec& spec) {
  const double at_start = noised(reduction.variance, spec.t0.value);
  const double at_end = noised(reduction.variance, spec.tend.value);
  const double growth = at_end / at_start;
  return at_end + std::pow(spec.t0.value / spec.tend.value, spec.noise_share) * growth *
                      std::pow(growth, spec.noise_share) *
                      (start_variance(spec.start, reduction.variance, spec.t0.value) - at_start);
}

}  // namespace plumbline
