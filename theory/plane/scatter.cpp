#include "theory/plane/scatter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "theory/base/on_threads.hpp"

namespace plumbline {
namespace {

constexpr int n_blocks = 8;

/// N(center; S^2) on the grid points within reach: values from `first` on, clipped to 0 .. n - 1, and zeros after them
/// up to a whole number of vectors where the grid has room.
class LineKernel {
 public:
  LineKernel(double h, const ScatterKernel& kernel)
      : h_(h), S_(kernel.S), reach_(static_cast<Eigen::Index>(std::ceil(kernel.radius * kernel.S / h))) {
    falloff_.resize(static_cast<std::size_t>(reach_) + 1 + n_chains, 0.0);
    for (std::size_t j = 0; j <= static_cast<std::size_t>(reach_); ++j) {
      const double z = static_cast<double>(j) * h_ / S_;
      falloff_[j] = std::exp(-0.5 * z * z) / (S_ * std::sqrt(2.0 * std::numbers::pi));
    }
    values_.resize(2 * static_cast<std::size_t>(reach_) + 1 + n_chains + vector, 0.0);
  }

  /// exp(-(j h - delta)^2 / 2S^2) = exp(-delta^2 / 2S^2) exp(h delta / S^2)^j exp(-j^2 h^2 / 2S^2), delta = center -
  /// nearest.
  void evaluate(double center_in_cells, Eigen::Index n) {
    const double nearest = std::nearbyint(center_in_cells);
    const double first = nearest - static_cast<double>(reach_);
    const double last = nearest + static_cast<double>(reach_);
    count_ = 0;
    if (!(last >= 0.0 && first <= static_cast<double>(n - 1))) return;
    const double delta = (center_in_cells - nearest) * h_;
    const double peak = std::exp(-0.5 * delta * delta / (S_ * S_));
    const double ratio = std::exp(h_ * delta / (S_ * S_));
    double* middle = values_.data() + n_chains + reach_;
    *middle = peak * falloff_[0];
    fill<1>(middle, peak, ratio);
    fill<-1>(middle, peak, 1.0 / ratio);
    first_ = std::max<Eigen::Index>(0, static_cast<Eigen::Index>(first));
    offset_ = first_ - static_cast<Eigen::Index>(first);
    count_ = std::min<Eigen::Index>(n - 1, static_cast<Eigen::Index>(last)) - first_ + 1;
    const Eigen::Index whole = (count_ + vector - 1) / vector * vector;
    if (last <= static_cast<double>(n - 1) && first_ + whole <= n) count_ = whole;
  }

  Eigen::Index first() const { return first_; }
  Eigen::Index count() const { return count_; }
  const double* values() const { return values_.data() + n_chains + offset_; }

 private:
  static constexpr std::size_t n_chains = 4;  ///< of powers, so that a product does not wait for the last one
  static constexpr Eigen::Index vector = 8;

  template <int direction>
  void fill(double* middle, double peak, double ratio) {
    const double squared = ratio * ratio;
    std::array<double, n_chains> power = {peak * ratio, peak * squared, peak * ratio * squared,
                                          peak * squared * squared};
    for (Eigen::Index j = 1; j <= reach_; j += static_cast<Eigen::Index>(n_chains)) {
      for (std::size_t k = 0; k < n_chains; ++k) {
        const Eigen::Index at = j + static_cast<Eigen::Index>(k);
        middle[direction * at] = power[k] * falloff_[static_cast<std::size_t>(at)];
        power[k] *= squared * squared;
      }
    }
  }

  double h_;
  double S_;
  Eigen::Index reach_;
  std::vector<double> falloff_;
  std::vector<double> values_;  ///< n_chains of room, the kernel, zeros
  Eigen::Index first_ = 0;
  Eigen::Index offset_ = 0;
  Eigen::Index count_ = 0;
};

#if defined(__GNUC__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
/// Compiled twice, the faster one chosen where the machine has it: same operations, so the same bits.
#define PLUMBLINE_WIDE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define PLUMBLINE_WIDE
#endif

/// target[j * stride + i] += mass * column[j] * row[i].
PLUMBLINE_WIDE void add_outer_product(double* __restrict target, Eigen::Index stride, double mass,
                                      const double* __restrict row, Eigen::Index n_row, const double* __restrict column,
                                      Eigen::Index n_column) {
  for (Eigen::Index j = 0; j < n_column; ++j) {
    const double factor = mass * column[j];
    double* __restrict line = target + j * stride;
    for (Eigen::Index i = 0; i < n_row; ++i) line[i] += factor * row[i];
  }
}

void scatter_block(const PlaneGrid& grid, const ScatterSources& sources, const ScatterKernel& kernel,
                   const Eigen::ArrayXd& mass, int block, Eigen::ArrayXd& target) {
  LineKernel kernel_x(grid.h, kernel);
  LineKernel kernel_y(grid.h, kernel);
  const Eigen::Index n = mass.size();
  for (Eigen::Index i = n * block / n_blocks; i < n * (block + 1) / n_blocks; ++i) {
    if (!(mass[i] > 0.0)) continue;
    kernel_x.evaluate((sources.x[i] - grid.x_min) / grid.h, grid.n_x);
    kernel_y.evaluate((sources.y[i] - grid.y_min) / grid.h, grid.n_y);
    if (kernel_x.count() == 0 || kernel_y.count() == 0) continue;
    add_outer_product(target.data() + kernel_y.first() * grid.n_x + kernel_x.first(), grid.n_x, mass[i],
                      kernel_x.values(), kernel_x.count(), kernel_y.values(), kernel_y.count());
  }
}

/// At most about this many sources, evenly chosen among those with mass, speak for all of them far out.
constexpr Eigen::Index most_spokesmen = 512;

/// Replaces log 0 by the largest term of a subset of the sources.
void fill_far_points(const PlaneGrid& grid, const ScatterSources& sources, double S, int n_threads,
                     Eigen::ArrayXd& log_density) {
  std::vector<Eigen::Index> with_mass;
  for (Eigen::Index i = 0; i < sources.x.size(); ++i) {
    if (std::isfinite(sources.log_mass[i])) with_mass.push_back(i);
  }
  const auto n = static_cast<Eigen::Index>(with_mass.size());
  const Eigen::Index stride = n / most_spokesmen + 1;
  const Eigen::Index n_spokesmen = (n + stride - 1) / stride;
  Eigen::ArrayXd x(n_spokesmen), y(n_spokesmen), log_mass(n_spokesmen);
  for (Eigen::Index k = 0; k < n_spokesmen; ++k) {
    const Eigen::Index i = with_mass[static_cast<std::size_t>(k * stride)];
    x[k] = sources.x[i];
    y[k] = sources.y[i];
    log_mass[k] = sources.log_mass[i] + std::log(static_cast<double>(stride) / (2.0 * std::numbers::pi * S * S));
  }
  on_threads(static_cast<int>(grid.n_y), n_threads, [&](int j) {
    const double at_y = grid.y_min + j * grid.h;
    for (Eigen::Index i = 0; i < grid.n_x; ++i) {
      double& value = log_density[i + j * grid.n_x];
      if (std::isfinite(value)) continue;
      const double at_x = grid.x_min + static_cast<double>(i) * grid.h;
      value = (log_mass - ((x - at_x).square() + (y - at_y).square()) / (2.0 * S * S)).maxCoeff();
    }
  });
}

}  // namespace

Eigen::ArrayXd scatter(const PlaneGrid& grid, const ScatterSources& sources, const ScatterKernel& kernel,
                       int n_threads) {
  const double largest = sources.log_mass.maxCoeff();
  constexpr double vanishing = -700.0;
  const Eigen::ArrayXd log_share = sources.log_mass - largest;
  const Eigen::ArrayXd mass = (log_share > vanishing).select(log_share.max(vanishing).exp(), 0.0);
  std::vector<Eigen::ArrayXd> partial(n_blocks, Eigen::ArrayXd::Zero(grid.size()));
  on_threads(n_blocks, n_threads,
             [&](int b) { scatter_block(grid, sources, kernel, mass, b, partial[static_cast<std::size_t>(b)]); });
  for (int b = 1; b < n_blocks; ++b) partial[0] += partial[static_cast<std::size_t>(b)];
  constexpr double least = 1e-290;
  Eigen::ArrayXd result =
      (partial[0] > least).select(partial[0].log() + largest, -std::numeric_limits<double>::infinity());
  fill_far_points(grid, sources, kernel.S, n_threads, result);
  return result;
}

}  // namespace plumbline
