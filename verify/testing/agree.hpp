#pragma once

#include <cmath>

#include "theory/base/value.hpp"

namespace plumbline {

/// Whether two values differ by no more than both errors.
inline bool agree(const Value& a, const Value& b) { return std::abs(a.value - b.value) <= a.error + b.error; }

}  // namespace plumbline
