#pragma once

#include <cstddef>
#include <vector>

#include "sim/memory/aligned_array.hpp"

namespace plumbline {

/// Working memory of this thread for n numbers, at a cache line. It stays with the thread and only grows, so that no
/// block after the first one waits for fresh pages; the next call of the same type may use it again.
template <class T>
T* workspace(std::size_t n) {
  thread_local std::vector<T, CacheLineAllocator<T>> memory;
  if (memory.size() < n) memory.resize(n);
  return memory.data();
}

}  // namespace plumbline
