#include "theory/problem/mixture.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "theory/base/input_error.hpp"

namespace plumbline {

Mixture::Mixture(std::vector<Component> components, const std::string& where) : components_(std::move(components)) {
  if (components_.empty()) throw InputError("no components", where, "give at least one [[component]]");
  double total = 0.0;
  for (std::size_t k = 0; k < components_.size(); ++k) {
    const Component& component = components_[k];
    const std::string here = fmt::format("{}, component {}", where, k + 1);
    if (!(std::isfinite(component.weight) && component.weight > 0.0)) {
      throw InputError(fmt::format("weight {} is not a finite number > 0", component.weight), here,
                       "give a positive weight");
    }
    if (!component.gaussian.mean.allFinite()) throw InputError("the mean is not finite", here, "give finite numbers");
    if (component.gaussian.mean.size() != dimension() || component.gaussian.covariance.dimension() != dimension()) {
      throw InputError(
          fmt::format("mean has {} and covariance {} dimensions, the first component has {}",
                      component.gaussian.mean.size(), component.gaussian.covariance.dimension(), dimension()),
          here, "give every component the same dimension");
    }
    total += component.weight;
  }
  if (std::abs(total - 1.0) > 1e-9) {
    throw InputError(fmt::format("the weights sum to {:.12g}", total), where, "scale them so that they sum to 1");
  }
}

}  // namespace plumbline
