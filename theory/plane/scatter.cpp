#include "theory/plane/scatter.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "theory/base/on_threads.hpp"

namespace plumbline {
namespace {

constexpr double kernel_radius = 8.5;  ///< in units of S; the mass beyond is 2e-17
constexpr int n_blocks = 8;

/// N(center; S^2) on the grid points within reach: values from `first` on, clipped to 0 .. n - 1.
class LineKernel {
 public:
  LineKernel(double h, double S) : h_(h), S_(S), reach_(static_cast<Eigen::Index>(std::ceil(kernel_radius * S / h))) {
    falloff_.resize(static_cast<std::size_t>(reach_) + 1);
    for (std::size_t j = 0; j < falloff_.size(); ++j) {
      const double z = static_cast<double>(j) * h / S;
      falloff_[j] = std::exp(-0.5 * z * z) / (S * std::sqrt(2.0 * std::numbers::pi));
    }
    values_.resize(2 * falloff_.size() - 1);
  }

  /// exp(-(j h - delta)^2 / 2S^2) = exp(-delta^2 / 2S^2) exp(h delta / S^2)^j exp(-j^2 h^2 / 2S^2), delta = center -
  /// nearest.
  void evaluate(double center_in_cells, Eigen::Index n) {
    const double nearest = std::nearbyint(center_in_cells);
    const double delta = (center_in_cells - nearest) * h_;
    const double peak = std::exp(-0.5 * delta * delta / (S_ * S_));
    const double ratio = std::exp(h_ * delta / (S_ * S_));
    const double inverse = 1.0 / ratio;
    const auto middle = static_cast<std::size_t>(reach_);
    double up = peak;
    double down = peak;
    values_[middle] = peak * falloff_[0];
    for (std::size_t j = 1; j <= middle; ++j) {
      up *= ratio;
      down *= inverse;
      values_[middle + j] = up * falloff_[j];
      values_[middle - j] = down * falloff_[j];
    }
    const double first = nearest - static_cast<double>(reach_);
    const double last = nearest + static_cast<double>(reach_);
    if (last < 0.0 || first > static_cast<double>(n - 1)) {
      count_ = 0;
      return;
    }
    first_ = std::max<Eigen::Index>(0, static_cast<Eigen::Index>(first));
    offset_ = first_ - static_cast<Eigen::Index>(first);
    count_ = std::min<Eigen::Index>(n - 1, static_cast<Eigen::Index>(last)) - first_ + 1;
  }

  Eigen::Index first() const { return first_; }
  Eigen::Index count() const { return count_; }
  const double* values() const { return values_.data() + offset_; }

 private:
  double h_;
  double S_;
  Eigen::Index reach_;
  std::vector<double> falloff_;
  std::vector<double> values_;
  Eigen::Index first_ = 0;
  Eigen::Index offset_ = 0;
  Eigen::Index count_ = 0;
};

#if defined(__GNUC__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
/// Compiled twice, the faster one chosen where the machine has it: same operations, so the same bits.
#define PLUMBLINE_WIDE __attribute__((target_clones("avx2", "default")))
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

struct Range {
  Eigen::Index begin;
  Eigen::Index end;
};

void scatter_block(const PlaneGrid& grid, const MassPoints& sources, double S, Range range, Eigen::ArrayXd& target) {
  const auto& [x, y, mass] = sources;
  LineKernel kernel_x(grid.h, S);
  LineKernel kernel_y(grid.h, S);
  for (Eigen::Index i = range.begin; i < range.end; ++i) {
    if (!(mass[i] > 0.0)) continue;
    kernel_x.evaluate((x[i] - grid.x_min) / grid.h, grid.n_x);
    kernel_y.evaluate((y[i] - grid.y_min) / grid.h, grid.n_y);
    if (kernel_x.count() == 0 || kernel_y.count() == 0) continue;
    add_outer_product(target.data() + kernel_y.first() * grid.n_x + kernel_x.first(), grid.n_x, mass[i],
                      kernel_x.values(), kernel_x.count(), kernel_y.values(), kernel_y.count());
  }
}

}  // namespace

Eigen::ArrayXd scatter(const PlaneGrid& grid, const MassPoints& sources, double S, int n_threads) {
  std::vector<Eigen::ArrayXd> partial(n_blocks, Eigen::ArrayXd::Zero(grid.size()));
  const Eigen::Index n = sources.x.size();
  on_threads(n_blocks, n_threads, [&](int b) {
    scatter_block(grid, sources, S, {n * b / n_blocks, n * (b + 1) / n_blocks}, partial[static_cast<std::size_t>(b)]);
  });
  for (int b = 1; b < n_blocks; ++b) partial[0] += partial[static_cast<std::size_t>(b)];
  return partial[0];
}

}  // namespace plumbline
