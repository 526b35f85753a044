#pragma once

#include <Eigen/Core>

#include <chrono>
#include <cstdint>
#include <ctime>

#include "sim/simd/component_table.hpp"
#include "theory/problem/chain.hpp"

namespace plumbline {

/// K components in d dimensions, the first half of them the class to guide toward; in the shape `shared` all have
/// variance 0.4. peers.py has the same mixtures.
GuidedPair bench_pair(Eigen::Index d, int n_components, Shape shape);

/// Log-uniform in t from 1e-3 to 1, ddpm.
Chain bench_chain(double w, std::int64_t steps, Start start = Start::exact);

/// Wall time of work().
template <class F>
double seconds(const F& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// The processor's time of work() in this process, which neighbours on the machine change less than the wall time.
template <class F>
double processor_seconds(const F& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace plumbline
