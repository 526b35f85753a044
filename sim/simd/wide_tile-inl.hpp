// The working memory of a wide step; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_WIDE_TILE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_WIDE_TILE_INL_HPP
#undef PLUMBLINE_SIM_SIMD_WIDE_TILE_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_WIDE_TILE_INL_HPP
#endif

#include <hwy/highway.h>

#include "sim/memory/workspace.hpp"
#include "sim/simd/component_table.hpp"
#include "sim/simd/pack-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The working memory of one tile, its vectors side by side.
template <class P>
struct WideTile {
  using T = typename P::T;
  explicit WideTile(const ComponentTable<T>& table)
      : width(P::count * hn::Lanes(typename P::Tag())),
        dim(static_cast<std::size_t>(table.dimension)),
        factors(workspace<T>((table.size + table.spare + 2 * (dim + table.spare) + n_q(table)) * width)),
        x(factors + (table.size + table.spare) * width),
        slope(x + (dim + table.spare) * width),
        q(slope + (dim + table.spare) * width) {
    for (std::size_t i = 0; i < table.spare * width; ++i) x[dim * width + i] = T(0);
  }

  static std::size_t n_q(const ComponentTable<T>& table) {
    return table.shape == Shape::full ? table.size * static_cast<std::size_t>(table.dimension) : 0;
  }
  T* q_of(std::size_t k) const { return q + k * dim * width; }

  std::size_t width;
  std::size_t dim;
  T* factors;  ///< shape (size + spare): exponents, then exponentials, then gamma
  T* x;        ///< shape (dim + spare): states, in units of the scale if there is one
  T* slope;    ///< shape (dim + spare)
  T* q;        ///< shape (size, dim) where covariances are full, else empty
};

template <class P>
HWY_INLINE void LoadTile(const ComponentTable<typename P::T>& table, const typename P::T* y, std::int64_t stride,
                         const WideTile<P>& tile) {
  for (std::size_t j = 0; j < tile.dim; ++j) {
    P x = Load<P>(y + static_cast<std::int64_t>(j) * stride);
    if (table.shape == Shape::shared) x = Mul(x, Set<P>(table.scale[j]));
    Store(x, tile.x + j * tile.width);
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
