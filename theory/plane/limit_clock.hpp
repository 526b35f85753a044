#pragma once

#include <cmath>

#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// The clock in which a solver of the limit takes equal steps: phi = log(s / (1 - kappa s)), s = sqrt(t) + a. A step of
/// u = log t is then short against the narrowest noised variance, 1 - t + t v, towards the end of the run, and long
/// near t = 0, where guidance grows like sqrt(t). Our choice.
class LimitClock {
 public:
  LimitClock(double narrowest_variance, double tend)
      : kappa_((1.0 - 0.5 * (1.0 - tend * (1.0 - narrowest_variance))) / (std::sqrt(tend) + offset)) {}

  double phi(double t) const {
    const double s = std::sqrt(t) + offset;
    return std::log(s / (1.0 - kappa_ * s));
  }
  double time(double phi) const {
    const double s = 1.0 / (std::exp(-phi) + kappa_);
    return std::pow(s - offset, 2);
  }

 private:
  static constexpr double offset = 0.3;
  double kappa_;
};

}  // namespace plumbline
