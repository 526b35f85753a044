#pragma once

#include <Eigen/Core>

#include <functional>
#include <string>

#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// An arbitrary positive cost (or reward) J on the line, given as a function.
///
/// Best for what exp-linear and bump terms cannot say; use those where they can, since everything about them is in
/// closed form in any dimension. J is smooth on the scale `width`, bounded, and tends to a constant > 0 on either side
/// faster than any tail of the data law matters; then every moment is finite (H1).
struct LineCost {
  struct Values {
    Eigen::ArrayXd log_cost;  ///< log J, shape (n)
    Eigen::ArrayXd slope;     ///< d/dx log J, shape (n)
  };
  std::function<Values(const Eigen::ArrayXd& x)> at;
  double width = 1.0;  ///< of the narrowest feature; sets the quadrature nodes
};

/// The pair of such a cost over a mixture on the line. Its weights b are those of the base, which is right for the
/// tails only; the scores on the line take h_t and s^J_t from the function by quadrature. What needs a closed form
/// refuses the pair (require_mixture_cost). Throws InputError unless d = 1, the width is positive, and E J is finite
/// and positive.
GuidedPair function_pair(const Mixture& mixture, LineCost cost, Objective objective,
                         const std::string& where = "guidance");

/// A table of points x (increasing, two or more) and values > 0 as a smooth cost: log J is a tanh step between the
/// outer values plus Gaussians on the points, as wide as the widest gap, through all values. Far out it is constant.
/// Throws InputError when the points are so uneven that the interpolation would swing.
LineCost interpolated_cost(const Eigen::VectorXd& x, const Eigen::VectorXd& values,
                           const std::string& where = "guidance");

}  // namespace plumbline
