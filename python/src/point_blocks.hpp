#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>

#include "python/src/point_fields.hpp"
#include "sim/memory/aligned_array.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/on_threads.hpp"
#include "theory/base/ordered_blocks.hpp"

namespace plumbline::python {

/// The number of rows, a multiple of what the kernels take at once, that covers `n` points.
inline std::int64_t whole_packs(std::int64_t n) { return (n + 31) / 32 * 32; }

/// Some of the points, as the kernels want them: column j holds coordinate j, padded with zeros to whole packs.
class PointBlock {
 public:
  PointBlock(std::int64_t n_rows, Eigen::Index dimension)
      : stride(n_rows), dimension_(dimension), y_(n_rows, dimension), zeros_(n_rows, dimension) {}

  std::int64_t stride;  ///< from one column to the next
  std::int64_t first = 0;
  std::int64_t n = 0;
  std::int64_t n_padded = 0;

  double* y() { return y_.array().data(); }
  const double* zeros() const { return zeros_.array().data(); }

  /// Takes over rows first ... first + n - 1; false if one of them is not finite.
  bool take_rows(Points points, std::int64_t from) {
    first = from;
    n = std::min(stride, points.n - from);
    n_padded = whole_packs(n);
    const double* x = points.x + from * dimension_;
    double* to = y();
    double sum = 0.0;  // of zeros, unless a number is not finite
    for (std::int64_t i = 0; i < n; ++i) {
      for (Eigen::Index j = 0; j < dimension_; ++j) {
        const double value = *x++;
        sum += 0.0 * value;
        to[j * stride + i] = value;
      }
    }
    for (Eigen::Index j = 0; j < dimension_; ++j) std::fill(to + j * stride + n, to + j * stride + n_padded, 0.0);
    return sum == 0.0;
  }

  /// Writes the block to its rows of an array of shape (points.n, d).
  void give_rows(double* out) {
    double* to = out + first * dimension_;
    const double* from = y();
    for (std::int64_t i = 0; i < n; ++i) {
      for (Eigen::Index j = 0; j < dimension_; ++j) *to++ = from[j * stride + i];
    }
  }

 private:
  Eigen::Index dimension_;
  AlignedArray y_;
  AlignedArray zeros_;
};

/// Throws InputError that counts the rows that are not finite.
[[noreturn]] inline void refuse_not_finite(Points points, Eigen::Index dimension) {
  std::int64_t bad = 0;
  std::int64_t first = -1;
  for (std::int64_t i = 0; i < points.n; ++i) {
    const double* row = points.x + i * dimension;
    if (std::all_of(row, row + dimension, [](double x) { return std::isfinite(x); })) continue;
    if (bad++ == 0) first = i;
  }
  throw InputError(
      fmt::format("{} of {} rows {} not finite (first: {})", bad, points.n, bad == 1 ? "is" : "are", first), "x",
      "leave them out");
}

/// work(block) for all points, in blocks; on several threads where there are enough of them. `work` must not throw.
template <class Work>
void for_blocks(Points points, Eigen::Index dimension, const Work& work) {
  constexpr std::int64_t blocks_per_thread = 8;  // fewer are done before a thread has started
  const std::int64_t n_rows = std::min<std::int64_t>(1024, whole_packs(points.n));
  const std::int64_t n_blocks = points.n == 0 ? 0 : (points.n + n_rows - 1) / n_rows;
  static const int most_threads = thread_count(0);  // asking takes longer than a small call
  const auto n_threads = static_cast<int>(std::clamp<std::int64_t>(n_blocks / blocks_per_thread, 1, most_threads));
  std::atomic<bool> all_finite{true};
  std::atomic<std::int64_t> next{0};
  on_threads(n_threads, n_threads, [&](int) {
    PointBlock block(n_rows, dimension);
    for (std::int64_t b = next++; b < n_blocks; b = next++) {
      if (points.stop != nullptr && *points.stop) return;
      if (!block.take_rows(points, b * n_rows)) {
        all_finite = false;
      } else {
        work(block);
      }
    }
  });
  if (!all_finite) refuse_not_finite(points, dimension);
}

}  // namespace plumbline::python
