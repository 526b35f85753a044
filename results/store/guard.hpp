#pragma once

#include <cstddef>
#include <functional>

namespace plumbline {

/// Whether `function` returns or throws an exception within `seconds` of processor time, and five times as many on the
/// clock, as tried in a child process, which is thrown away. For parsers of bytes from strangers inside libraries that
/// may crash or hang on them. Call it from single-threaded moments only (it forks). Where no child can be had the answer
/// is true.
bool survives(const std::function<void()>& function, std::size_t seconds);

}  // namespace plumbline
