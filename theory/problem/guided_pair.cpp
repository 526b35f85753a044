#include "theory/problem/guided_pair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "theory/base/input_error.hpp"

namespace plumbline {

void require_mixture_cost(const GuidedPair& pair, const std::string& where) {
  if (pair.line_cost) {
    throw ArbitraryCostError("the cost is an arbitrary function", where, "give exp-linear and bump terms");
  }
}

double narrowest_variance(const GuidedPair& pair) {
  double narrowest = std::numeric_limits<double>::infinity();
  for (const Gaussian& component : pair.components) {
    narrowest = std::min(narrowest, component.covariance.eigenvalues().minCoeff());
  }
  return narrowest;
}

bool GuidedPair::has_density(double t) const { return t * narrowest_variance(*this) + (1.0 - t) > 0.0; }

void require_density(const GuidedPair& pair, double t, const std::string& where) {
  if (pair.has_density(t)) return;
  throw InputError(fmt::format("the law is singular at t = {}, where a component has no spread", t), where,
                   "end at a time below 1, or give it a positive covariance");
}

GuidedPair classifier_free_pair(const Mixture& mixture, int label) {
  const auto n_components = static_cast<Eigen::Index>(mixture.components().size());
  GuidedPair pair;
  pair.base = Eigen::VectorXd::Zero(n_components);
  pair.reweighted = Eigen::VectorXd::Zero(n_components);
  for (Eigen::Index k = 0; k < n_components; ++k) {
    const Component& component = mixture.components()[static_cast<std::size_t>(k)];
    pair.components.push_back(component.gaussian);
    pair.reweighted[k] = component.weight;
    if (component.label == label) pair.base[k] = component.weight;
  }
  const double class_probability = pair.base.sum();
  if (class_probability <= 0.0) {
    throw InputError(fmt::format("no component has class {}", label), "guidance", "guide toward a class that exists");
  }
  pair.base /= class_probability;
  pair.reweighted /= pair.reweighted.sum();
  pair.expected = 1.0 / class_probability;
  return pair;
}

}  // namespace plumbline
