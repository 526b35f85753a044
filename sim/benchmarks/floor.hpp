#pragma once

#include <cstddef>

namespace plumbline {

/// out[i] = 2^in[i], n values, a multiple of 32: nothing but the exponentials that a step cannot do without, from the
/// function that the kernels use. With the normals alone it makes the floor under the time of a step.
void exponentials_alone(const double* in, double* out, std::size_t n);

}  // namespace plumbline
