#include "theory/problem/cost_pair.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>
#include <vector>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

/// A component of the law J p, with log(Int J p) of it, before the weights are normalised.
struct Reweighted {
  Gaussian gaussian;
  double log_weight;
};

/// E[exp(a.x)] under N(m, C) is exp(a.m + a.C a / 2), and the tilted law is N(m + C a, C).
Reweighted tilt(const Gaussian& gaussian, const ExpLinearTerm& term) {
  const Eigen::VectorXd shift = gaussian.covariance.times(term.slope);
  return {{gaussian.mean + shift, gaussian.covariance},
          std::log(term.coefficient) + term.slope.dot(gaussian.mean) + 0.5 * term.slope.dot(shift)};
}

/// The product of N(m, C) and a bump, axis by axis of C: variance lambda s^2 / (lambda + s^2).
Reweighted multiply(const Gaussian& gaussian, const BumpTerm& term) {
  const double width_squared = term.width * term.width;
  const Eigen::ArrayXd lambda = gaussian.covariance.eigenvalues().array();
  const Eigen::ArrayXd total = lambda + width_squared;
  const Eigen::ArrayXd gap = gaussian.covariance.to_axes(term.center - gaussian.mean).array();
  const Eigen::VectorXd shift = gap * lambda / total;
  const Eigen::VectorXd variances = lambda * width_squared / total;
  const double log_weight =
      std::log(term.coefficient) - 0.5 * (lambda / width_squared).log1p().sum() - 0.5 * (gap.square() / total).sum();
  return {{gaussian.mean + gaussian.covariance.from_axes(shift), gaussian.covariance.with_eigenvalues(variances)},
          log_weight};
}

bool is_point(const Gaussian& gaussian) { return gaussian.covariance.max_variance() == 0.0; }

/// The pair from the mixture, the log weights (shape (K), -infinity allowed) that its own components have in J p, and
/// the further components of J p.
GuidedPair assemble(const Mixture& mixture, const std::vector<double>& log_weights,
                    const std::vector<Reweighted>& further, Objective objective, const std::string& where) {
  const auto n_own = static_cast<Eigen::Index>(log_weights.size());
  const auto n_further = static_cast<Eigen::Index>(further.size());
  GuidedPair pair;
  pair.objective = objective;
  pair.base = Eigen::VectorXd::Zero(n_own + n_further);
  Eigen::VectorXd log_all(n_own + n_further);
  for (Eigen::Index k = 0; k < n_own; ++k) {
    const Component& component = mixture.components()[static_cast<std::size_t>(k)];
    pair.components.push_back(component.gaussian);
    pair.base[k] = component.weight;
    log_all[k] = log_weights[static_cast<std::size_t>(k)];
  }
  for (Eigen::Index k = 0; k < n_further; ++k) {
    const auto& [gaussian, log_weight] = further[static_cast<std::size_t>(k)];
    pair.components.push_back(gaussian);
    log_all[n_own + k] = log_weight;
  }
  pair.base /= pair.base.sum();
  const double largest = log_all.maxCoeff();
  // std::exp, because Eigen's vectorised one takes -infinity to a denormal number and not to 0.
  pair.reweighted = log_all.unaryExpr([&](double x) { return std::exp(x - largest); });
  pair.expected = std::exp(largest) * pair.reweighted.sum();
  if (!(std::isfinite(pair.expected) && pair.expected > 0.0)) {
    throw InputError(fmt::format("the expected value is {}", pair.expected), where,
                     "scale the cost so that its mean is an ordinary number");
  }
  pair.reweighted /= pair.reweighted.sum();
  return pair;
}

}  // namespace

GuidedPair cost_pair(const Mixture& mixture, const CostFunction& cost, Objective objective, const std::string& where) {
  require_valid(cost, mixture.dimension(), where);
  std::vector<double> own;
  std::vector<Reweighted> further;
  for (const Component& component : mixture.components()) {
    const double log_base = std::log(component.weight);
    if (is_point(component.gaussian)) {
      own.push_back(log_base + std::log(cost(component.gaussian.mean)));
      continue;
    }
    own.push_back(log_base + std::log(cost.constant));
    const auto add = [&](Reweighted product) {
      product.log_weight += log_base;
      further.push_back(std::move(product));
    };
    for (const ExpLinearTerm& term : cost.exp_linear) add(tilt(component.gaussian, term));
    for (const BumpTerm& term : cost.bumps) add(multiply(component.gaussian, term));
  }
  return assemble(mixture, own, further, objective, where);
}

GuidedPair table_pair(const Mixture& points, const Eigen::VectorXd& values, Objective objective,
                      const std::string& where) {
  if (values.size() != static_cast<Eigen::Index>(points.components().size())) {
    throw InputError(fmt::format("{} values for {} points", values.size(), points.components().size()), where,
                     "give one value a point");
  }
  std::vector<double> own;
  for (Eigen::Index k = 0; k < values.size(); ++k) {
    const Component& component = points.components()[static_cast<std::size_t>(k)];
    if (!is_point(component.gaussian)) {
      throw InputError(fmt::format("component {} is not a point", k + 1), where,
                       "give a table only on a point cloud, and terms on a mixture");
    }
    if (!(std::isfinite(values[k]) && values[k] > 0.0)) {
      throw InputError(fmt::format("value {} of point {} is not a finite number > 0", values[k], k + 1), where,
                       "give positive values");
    }
    own.push_back(std::log(component.weight) + std::log(values[k]));
  }
  return assemble(points, own, {}, objective, where);
}

GuidedPair autoguidance_pair(const Mixture& mixture, std::optional<int> label, double widened,
                             const std::string& where) {
  if (!(widened > 0.0) || !std::isfinite(widened)) {
    throw InputError(fmt::format("widened = {}", widened), where, "give the variance > 0 that the worse model adds");
  }
  std::vector<Component> kept;
  for (const Component& component : mixture.components()) {
    if (!label || component.label == *label) kept.push_back(component);
  }
  if (kept.empty()) {
    throw InputError(fmt::format("no component has class {}", *label), where, "guide within a class that exists");
  }
  const auto n = static_cast<Eigen::Index>(kept.size());
  GuidedPair pair;
  pair.base = pair.reweighted = Eigen::VectorXd::Zero(2 * n);
  for (const Component& component : kept) pair.components.push_back(component.gaussian);
  for (Eigen::Index k = 0; k < n; ++k) {
    const auto& [weight, gaussian, ignored] = kept[static_cast<std::size_t>(k)];
    const Eigen::VectorXd wider = gaussian.covariance.eigenvalues().array() + widened;
    pair.components.push_back({gaussian.mean, gaussian.covariance.with_eigenvalues(wider)});
    pair.base[k] = pair.reweighted[n + k] = weight;
  }
  pair.base /= pair.base.sum();
  pair.reweighted /= pair.reweighted.sum();
  return pair;
}

}  // namespace plumbline
