#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/plane/plane_interpolation.cpp"
// Highway asks for foreach_target.h before highway.h.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "theory/base/on_threads.hpp"
#include "theory/law/local_interpolation.hpp"
#include "theory/plane/plane_interpolation.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// sum_jk along_j across_k corner[j + k stride].
double TensorSum(const double* corner, std::ptrdiff_t stride, const double* along, const double* across) {
  const hn::CappedTag<double, stencil_size> tag;
  const std::size_t lanes = hn::Lanes(tag);
  auto sum = hn::Zero(tag);
  for (std::size_t i = 0; i < std::size_t{stencil_size}; i += lanes) {
    auto column = hn::Zero(tag);
    for (std::ptrdiff_t k = 0; k < stencil_size; ++k) {
      column = hn::MulAdd(hn::Set(tag, across[k]), hn::LoadU(tag, corner + k * stride + static_cast<std::ptrdiff_t>(i)),
                          column);
    }
    sum = hn::MulAdd(hn::LoadU(tag, along + i), column, sum);
  }
  return hn::GetLane(hn::SumOfLanes(tag, sum));
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace plumbline {

HWY_EXPORT(TensorSum);

Eigen::ArrayXd interpolated(const PlaneGrid& grid, const PlaneField& values, const Eigen::ArrayXd& x,
                            const Eigen::ArrayXd& y, int n_threads) {
  constexpr Eigen::Index block_size = 1024;
  const Eigen::ArrayXd across = (x - grid.x_min) / grid.h;
  const Eigen::ArrayXd along = (y - grid.y_min) / grid.h;
  const double outside =
      std::max({0.0, -across.minCoeff(), -along.minCoeff(), across.maxCoeff() - static_cast<double>(grid.n_x - 1),
                along.maxCoeff() - static_cast<double>(grid.n_y - 1)});
  const auto beyond = static_cast<Eigen::Index>(std::ceil(outside)) + Eigen::Index{stencil_size};
  const PlaneField wide = continued(values, beyond);
  Eigen::ArrayXd result(x.size());
  on_threads(static_cast<int>((x.size() + block_size - 1) / block_size), n_threads, [&](int block) {
    const Eigen::Index end = std::min(x.size(), (block + 1) * block_size);
    for (Eigen::Index i = block * block_size; i < end; ++i) {
      const Stencil of_x = stencil_at(across[i] + static_cast<double>(beyond));
      const Stencil of_y = stencil_at(along[i] + static_cast<double>(beyond));
      result[i] = HWY_DYNAMIC_DISPATCH(TensorSum)(&wide(of_x.first, of_y.first), wide.rows(), of_x.weights.data(),
                                                  of_y.weights.data());
    }
  });
  return result;
}

}  // namespace plumbline
#endif
