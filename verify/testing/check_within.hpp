#pragma once

#include <cmath>

#include "theory/base/value.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {

/// The value is no further from the truth than its error says.
inline void check_within(const Value& value, double truth) {
  INFO(value.value << " +- " << value.error << " against " << truth);
  CHECK(std::abs(value.value - truth) <= value.error);
}

}  // namespace plumbline
