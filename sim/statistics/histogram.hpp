#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace plumbline {

/// `bins` equal bins on [low, high); bins = 0 asks for no histogram.
struct HistogramGrid {
  double low = 0.0;
  double high = 0.0;
  int bins = 0;

  double edge(int i) const { return low + (high - low) * i / bins; }
};

/// Counts on a fixed grid, mergeable.
class Histogram {
 public:
  Histogram() = default;
  explicit Histogram(const HistogramGrid& grid) : grid_(grid), counts_(static_cast<std::size_t>(grid.bins), 0) {}

  void add(double x) {
    ++n_;
    const double position = (x - grid_.low) / (grid_.high - grid_.low) * static_cast<double>(counts_.size());
    if (position < 0.0) {
      ++below_;
    } else if (position < static_cast<double>(counts_.size())) {
      ++counts_[static_cast<std::size_t>(position)];
    }
  }

  void merge(const Histogram& other) {
    assert(counts_.size() == other.counts_.size());
    n_ += other.n_;
    below_ += other.below_;
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  }

  /// max_i |F_n(edge_i) - F(edge_i)| for a distribution function F given at the bins + 1 edges: the Kolmogorov-Smirnov
  /// statistic as far as the edges tell it, at most the whole one.
  template <class Values>
  double distance(const Values& distribution) const {
    assert(static_cast<std::size_t>(distribution.size()) == counts_.size() + 1);
    double largest = 0.0;
    std::int64_t n_under = below_;
    for (std::size_t i = 0; i <= counts_.size(); ++i) {
      const double empirical = static_cast<double>(n_under) / static_cast<double>(n_);
      largest = std::max(largest, std::abs(empirical - distribution[static_cast<std::ptrdiff_t>(i)]));
      if (i < counts_.size()) n_under += counts_[i];
    }
    return largest;
  }

  const HistogramGrid& grid() const { return grid_; }
  std::int64_t n() const { return n_; }
  std::int64_t below() const { return below_; }  ///< values under `low`; those at or over `high` are n - below - counts
  const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  HistogramGrid grid_;
  std::int64_t n_ = 0;
  std::int64_t below_ = 0;
  std::vector<std::int64_t> counts_;
};

}  // namespace plumbline
