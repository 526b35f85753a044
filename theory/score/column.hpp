#pragma once

#include <Eigen/Core>

namespace plumbline {

/// Values at n points of the line, shape (n).
template <class Real>
using Column = Eigen::Array<Real, Eigen::Dynamic, 1>;

}  // namespace plumbline
