#pragma once

#include <functional>

#include "theory/base/value.hpp"

namespace plumbline {

/// Int_a^b f by Gauss-Legendre rules of 2 to 12 nodes, and of halves of [a, b] where 12 do not settle it: until two
/// successive rules differ by `relative` of the integral, or by `negligible`. The error is that difference, the
/// last-but-one rule's own. For analytic f >= 0 that may change fast somewhere, each value being dear; use Boost's
/// tanh_sinh for singular ends.
Value adaptive_integral(const std::function<double(double)>& f, double a, double b, double relative,
                        double negligible = 0.0);

}  // namespace plumbline
