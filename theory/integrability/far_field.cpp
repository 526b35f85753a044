#include "theory/integrability/far_field.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "theory/base/input_error.hpp"
#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

Eigen::MatrixXd shaped(const Covariance& covariance, bool all_isotropic) {
  if (all_isotropic) return Eigen::MatrixXd::Constant(1, 1, covariance.max_variance());
  return covariance.matrix();
}

/// The widest covariance among the components of positive weight: it must have the largest trace, so only that one
/// need be compared with the others.
std::optional<Eigen::MatrixXd> widest(const GuidedPair& pair, const Eigen::VectorXd& weights, bool all_isotropic) {
  const auto n = static_cast<Eigen::Index>(pair.size());
  const auto covariance = [&](Eigen::Index k) -> const Covariance& {
    return pair.components[static_cast<std::size_t>(k)].covariance;
  };
  Eigen::Index best = -1;
  for (Eigen::Index k = 0; k < n; ++k) {
    if (weights[k] <= 0.0) continue;
    if (best < 0 || covariance(k).eigenvalues().sum() > covariance(best).eigenvalues().sum()) best = k;
  }
  Eigen::MatrixXd candidate = shaped(covariance(best), all_isotropic);
  if (all_isotropic) return candidate;
  for (Eigen::Index k = 0; k < n; ++k) {
    if (weights[k] <= 0.0 || k == best) continue;
    const Eigen::MatrixXd difference = candidate - covariance(k).matrix();
    const double rounding = 1e-13 * candidate.cwiseAbs().maxCoeff();
    if (symmetric_eigen(difference).values.minCoeff() < -rounding) return std::nullopt;
  }
  return candidate;
}

}  // namespace

std::optional<FarField> far_field(const GuidedPair& pair) {
  const bool all_isotropic = std::all_of(pair.components.begin(), pair.components.end(),
                                         [](const Gaussian& g) { return g.covariance.is_isotropic(); });
  auto base = widest(pair, pair.base, all_isotropic);
  auto reweighted = widest(pair, pair.reweighted, all_isotropic);
  if (!base || !reweighted) return std::nullopt;
  return FarField{std::move(*base), std::move(*reweighted)};
}

Eigen::MatrixXd noised_precision(const Eigen::MatrixXd& covariance, double t) {
  const auto identity = Eigen::MatrixXd::Identity(covariance.rows(), covariance.cols());
  const std::optional<Eigen::MatrixXd> precision = positive_inverse(t * covariance + (1.0 - t) * identity);
  if (!precision) {
    throw InputError(fmt::format("the law is singular at t = {}", t), "integrability",
                     "end at a time tend < 1 (early stopping)");
  }
  return *precision;
}

Eigen::MatrixXd guided_slope(const FarField& field, double t, double omega) {
  return -(1.0 + omega) * noised_precision(field.base, t) + omega * noised_precision(field.reweighted, t);
}

Eigen::MatrixXd start_tail(const FarField& field, Start start, double t0) {
  const auto identity = Eigen::MatrixXd::Identity(field.base.rows(), field.base.cols());
  switch (start) {
    case Start::exact:
      return t0 * field.base + (1.0 - t0) * identity;
    case Start::reweighted:
      return t0 * field.reweighted + (1.0 - t0) * identity;
    case Start::gaussian:
    case Start::sigma_max:
      break;
  }
  return *noise_start_variance(start, {t0}) * identity;
}

}  // namespace plumbline
