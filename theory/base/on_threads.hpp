#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace plumbline {

/// Calls work(b) once for each b in 0 .. n_blocks - 1, on n_threads threads, in any order. `work` must not throw.
template <class Work>
void on_threads(int n_blocks, int n_threads, const Work& work) {
  std::atomic<int> next{0};
  const auto take = [&] {
    for (int b = next++; b < n_blocks; b = next++) work(b);
  };
  std::vector<std::jthread> helpers;
  for (int i = 1; i < n_threads; ++i) helpers.emplace_back(take);
  take();
}

}  // namespace plumbline
