#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "theory/base/value.hpp"

namespace plumbline {

/// Sizes of an error (>= 0, +infinity where it is infinite) by the number of steps.
using ErrorSizes = std::map<std::int64_t, Value>;

/// The N, as a real number, from which the error stays below `target` at all N > it in `sizes`: between the last N
/// above the target and the next, log error is taken as linear in log N. `refine`, where given, computes the error at a
/// whole N in between, so that the line gets shorter until N moves by less than a thousandth; what it still moved by is
/// then the error, besides that of the sizes. The smallest N of `sizes` if it is below the target already; NaN if the
/// largest is not.
Value steps_for(ErrorSizes sizes, double target, const std::function<Value(std::int64_t)>& refine = {});

}  // namespace plumbline
