#pragma once

#include <Eigen/Core>

#include <functional>

#include "theory/problem/chain.hpp"
#include "theory/problem/guided_pair.hpp"
#include "theory/problem/limit_spec.hpp"

namespace plumbline {

/// A map of the plane on n points at once: the x of all, then the y of all, shape (2 n).
using PlaneMap = std::function<Eigen::ArrayXd(const Eigen::ArrayXd& points)>;

/// What a chain without noise does to its start, by any rule of noise share 0, as chain_map() on the line. Throws
/// InputError unless the pair is 2-D and no step draws a normal.
PlaneMap plane_chain_map(const GuidedPair& pair, const Chain& chain);

/// The flow that such chains go to, dY = (Y + G) / 2 du, as flow_map() on the line. Throws InputError unless the pair
/// is 2-D.
PlaneMap plane_flow_map(const GuidedPair& pair, const LimitSpec& spec, double tolerance = 1e-13);

}  // namespace plumbline
