#pragma once

#include <cstddef>

namespace plumbline {

/// The longest text that a results file keeps in one place: longer ones are neither written nor read.
inline constexpr std::size_t kLongestText = (std::size_t{1} << 26) - 1;

}  // namespace plumbline
