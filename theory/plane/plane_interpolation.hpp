#pragma once

#include "theory/plane/plane_field.hpp"

namespace plumbline {

/// Values of a field at any n places: tensor-product interpolation of order h^16 (local_interpolation.hpp), continued
/// beyond the ends. Meant for LOGARITHMS. x and y of shape (n). The result does not depend on n_threads.
Eigen::ArrayXd interpolated(const PlaneGrid& grid, const PlaneField& values, const Eigen::ArrayXd& x,
                            const Eigen::ArrayXd& y, int n_threads);

}  // namespace plumbline
