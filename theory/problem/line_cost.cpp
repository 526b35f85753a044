#include "theory/problem/line_cost.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/problem/gaussian_means.hpp"
#include "theory/problem/linear_algebra.hpp"

namespace plumbline {
namespace {

/// log J as a step plus Gaussians on the points.
struct Interpolant {
  double left, right;     ///< log J far out
  double middle, spread;  ///< of the step
  Eigen::ArrayXd points;
  double width;
  Eigen::ArrayXd coefficients;

  /// From 0 to 1, (1 + tanh((x - middle) / spread)) / 2: an exponential, which is computed in vectors, and tanh is not.
  Eigen::ArrayXd rise(const Eigen::ArrayXd& x) const {
    constexpr double flat = 700.0;
    return 1.0 / (1.0 + (2.0 * (middle - x) / spread).min(flat).exp());
  }
  Eigen::ArrayXd step(const Eigen::ArrayXd& x) const { return left + (right - left) * rise(x); }
  LineCost::Values operator()(const Eigen::ArrayXd& x) const {
    const Eigen::ArrayXd risen = rise(x);
    LineCost::Values values{left + (right - left) * risen,
                            2.0 * (right - left) / spread * risen * (1.0 - risen)};
    for (Eigen::Index i = 0; i < points.size(); ++i) {
      const Eigen::ArrayXd z = (x - points[i]) / width;
      const Eigen::ArrayXd bump = coefficients[i] * (-0.5 * z.square()).exp();
      values.log_cost += bump;
      values.slope -= bump * z / width;
    }
    return values;
  }
};

}  // namespace

GuidedPair function_pair(const Mixture& mixture, LineCost cost, Objective objective, const std::string& where) {
  if (mixture.dimension() != 1) {
    throw InputError(fmt::format("an arbitrary function in {} dimensions", mixture.dimension()), where,
                     "give it on the line, or exp-linear and bump terms");
  }
  if (!(cost.width > 0.0 && std::isfinite(cost.width))) {
    throw InputError(fmt::format("width {}", cost.width), where, "give the width of the narrowest feature, > 0");
  }
  GuidedPair pair;
  pair.objective = objective;
  pair.base = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(mixture.components().size()));
  pair.expected = 0.0;
  for (std::size_t k = 0; k < mixture.components().size(); ++k) {
    const auto& [weight, gaussian, label] = mixture.components()[k];
    pair.components.push_back(gaussian);
    pair.base[static_cast<Eigen::Index>(k)] = weight;
    const Eigen::ArrayXd mean = gaussian.mean.array();
    pair.expected += weight * gaussian_means(cost, mean, std::sqrt(gaussian.covariance.max_variance())).mean[0];
  }
  pair.expected /= pair.base.sum();
  pair.base /= pair.base.sum();
  pair.reweighted = pair.base;
  if (!(std::isfinite(pair.expected) && pair.expected > 0.0)) {
    throw InputError(fmt::format("the expected value is {}", pair.expected), where, "give a bounded positive function");
  }
  pair.line_cost = std::make_shared<const LineCost>(std::move(cost));
  return pair;
}

LineCost interpolated_cost(const Eigen::VectorXd& x, const Eigen::VectorXd& values, const std::string& where) {
  const Eigen::Index n = x.size();
  if (n < 2 || values.size() != n) {
    throw InputError(fmt::format("{} points and {} values", n, values.size()), where,
                     "give two or more points and a value for each");
  }
  double widest = 0.0;
  for (Eigen::Index i = 0; i < n; ++i) {
    if (!(std::isfinite(values[i]) && values[i] > 0.0)) {
      throw InputError(fmt::format("value {} at point {}", values[i], i + 1), where, "give finite values > 0");
    }
    if (i > 0 && !(x[i] > x[i - 1] && std::isfinite(x[i] - x[i - 1]))) {
      throw InputError(fmt::format("point {} is not above point {}", i + 1, i), where,
                       "give points in increasing order");
    }
    if (i > 0) widest = std::max(widest, x[i] - x[i - 1]);
  }
  const Eigen::ArrayXd log_values = values.array().log();
  Interpolant interpolant{
      log_values[0], log_values[n - 1],      0.5 * (x[0] + x[n - 1]), 0.25 * (x[n - 1] - x[0]), x.array(),
      widest,        Eigen::ArrayXd::Zero(n)};
  const Eigen::VectorXd rest = log_values - interpolant.step(x.array());
  Eigen::MatrixXd bumps(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    bumps.col(i) = (-0.5 * ((x.array() - x[i]) / widest).square()).exp();
  }
  interpolant.coefficients = product(pseudo_inverse(bumps), rest).col(0).array();
  constexpr double most_swing = 1e4;
  const double range = std::max(rest.cwiseAbs().maxCoeff(), 1e-300);
  const double miss = (bumps * interpolant.coefficients.matrix() - rest).cwiseAbs().maxCoeff();
  if (interpolant.coefficients.abs().maxCoeff() > most_swing * range || miss > 1e-9 * range) {
    throw InputError("the interpolation swings", where, "space the points evenly");
  }
  const double width = std::min(widest, interpolant.spread);
  return {[interpolant](const Eigen::ArrayXd& at) { return interpolant(at); }, width};
}

}  // namespace plumbline
