// Exponents and slopes of components with full covariances, by products with the triangle U; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_TRIANGULAR_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_TRIANGULAR_INL_HPP
#undef PLUMBLINE_SIM_SIMD_TRIANGULAR_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_TRIANGULAR_INL_HPP
#endif

#include <hwy/highway.h>

#include "sim/simd/component_table.hpp"
#include "sim/simd/wide_tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The precision of a component is U^T D U with U upper triangular, ones on its diagonal: its exponent is the sum of
// D_i u_i^2, u = U (x - m), and its slope U^T q, q = D u. Both products run over four coordinates at a time, whose sums
// stay in registers.

/// Where U begins that its row i holds U_ij at [j], j > i; see ComponentTable.
template <class T>
HWY_INLINE const T* RowOfU(const T* numbers, std::size_t d, std::size_t i) {
  return numbers + 1 + 2 * d + i * d - i * (i + 1) / 2 - i - 1;
}

/// Coordinates first ... first + rows - 1 of u = U (x - m), and q = D u; returns l with their terms taken off.
template <int rows, class P>
HWY_INLINE P FullRows(const typename P::T* numbers, std::size_t first, const WideTile<P>& tile, typename P::T* q, P l) {
  const std::size_t d = tile.dim;
  const typename P::T* m = numbers + 1;
  const typename P::T* row[rows];
  P u[rows];
  const auto difference = [&](std::size_t j) HWY_ATTR { return Sub(Load<P>(tile.x + j * tile.width), Set<P>(m[j])); };
  Unroll<rows>([&](auto r) HWY_ATTR {
    row[r] = RowOfU(numbers, d, first + r);
    u[r] = difference(first + r);
    Unroll<r>([&](auto above) HWY_ATTR { u[above] = Fma(Set<P>(row[above][first + r]), u[r], u[above]); });
  });
  for (std::size_t j = first + rows; j < d; ++j) {
    const P x_minus_m = difference(j);
    Unroll<rows>([&](auto r) HWY_ATTR { u[r] = Fma(Set<P>(row[r][j]), x_minus_m, u[r]); });
  }
  Unroll<rows>([&](auto r) HWY_ATTR {
    const P weighted = Mul(Set<P>(numbers[1 + d + first + r]), u[r]);
    Store(weighted, q + (first + r) * tile.width);
    l = NegFma(weighted, u[r], l);
  });
  return l;
}

/// l of one component of any covariance; leaves its q in the tile.
template <class P>
HWY_INLINE P FullExponent(const ComponentTable<typename P::T>& table, std::size_t k, const WideTile<P>& tile) {
  const auto* numbers = table.component(k);
  auto* q = tile.q_of(k);
  P l = Set<P>(numbers[0]);
  std::size_t i = 0;
  for (; i + 4 <= tile.dim; i += 4) l = FullRows<4>(numbers, i, tile, q, l);
  for (; i < tile.dim; ++i) l = FullRows<1>(numbers, i, tile, q, l);
  return l;
}

/// Adds coordinates first ... first + columns - 1 of gamma U^T q of component k to the slope.
template <int columns, class P>
HWY_INLINE void FullColumns(const ComponentTable<typename P::T>& table, std::size_t k, std::size_t first,
                            const WideTile<P>& tile) {
  const auto* numbers = table.component(k);
  const auto* q = tile.q_of(k);
  P v[columns];
  Unroll<columns>([&](auto c) HWY_ATTR { v[c] = Load<P>(q + (first + c) * tile.width); });
  P of_rows[columns];
  Unroll<columns>([&](auto c) HWY_ATTR { of_rows[c] = v[c]; });
  for (std::size_t i = 0; i < first; ++i) {
    const P q_i = Load<P>(q + i * tile.width);
    const auto* row = RowOfU(numbers, tile.dim, i) + first;
    Unroll<columns>([&](auto c) HWY_ATTR { v[c] = Fma(Set<P>(row[c]), q_i, v[c]); });
  }
  Unroll<columns>([&](auto c) HWY_ATTR {
    Unroll<c>([&](auto i)
                  HWY_ATTR { v[c] = Fma(Set<P>(RowOfU(numbers, tile.dim, first + i)[first + c]), of_rows[i], v[c]); });
  });
  const P factor = Load<P>(tile.factors + k * tile.width);
  Unroll<columns>([&](auto c) HWY_ATTR {
    auto* slope = tile.slope + (first + c) * tile.width;
    Store(Fma(factor, v[c], Load<P>(slope)), slope);
  });
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
