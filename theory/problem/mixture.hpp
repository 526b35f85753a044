#pragma once

#include <Eigen/Core>

#include <string>
#include <vector>

#include "theory/problem/covariance.hpp"

namespace plumbline {

/// One Gaussian N(mean, covariance) on R^d; covariance 0 makes it a point.
struct Gaussian {
  Eigen::VectorXd mean;
  Covariance covariance;
};

/// One component of a data law, with its joint weight and, for classifier-free guidance, its class label.
struct Component {
  double weight = 0.0;
  Gaussian gaussian;
  int label = 0;
};

/// A Gaussian mixture on R^d: the joint law of (x, class), weights positive and summing to 1 within 1e-9.
class Mixture {
 public:
  /// Throws InputError on no components, bad weights, mixed dimensions or means that are not finite.
  /// `where` names the source (a file, a case) in the message.
  explicit Mixture(std::vector<Component> components, const std::string& where = "mixture");

  Eigen::Index dimension() const { return components_.front().gaussian.mean.size(); }
  const std::vector<Component>& components() const { return components_; }

 private:
  std::vector<Component> components_;
};

}  // namespace plumbline
