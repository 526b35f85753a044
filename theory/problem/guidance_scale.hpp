#pragma once

#include <fmt/format.h>

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/base/quantities.hpp"

namespace plumbline {

/// `w` from outside as a guidance scale. Throws InputError unless it is finite.
inline GuidanceScale guidance_scale(double w) {
  if (!std::isfinite(w)) throw InputError(fmt::format("w = {} is not finite", w), "guidance scale", "give a number");
  return {w};
}

}  // namespace plumbline
