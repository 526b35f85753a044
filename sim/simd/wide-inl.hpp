// The step of (27) in any dimension on Highway vectors; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_WIDE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#undef PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#endif

#include <hwy/highway.h>

#include "sim/memory/workspace.hpp"
#include "sim/simd/component_table.hpp"
#include "sim/simd/kernels.hpp"
#include "sim/simd/math-inl.hpp"
#include "sim/simd/score-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Where states do not fit into registers a step is two matrix products over a tile of paths, blocked so that their sums
// stay in registers: the exponents l_k of all components at all paths of the tile; then, once both laws' weights are
// folded into one factor a component,
//   B (s + omega (s - s^J)) = Sum_k gamma_k U_k^T D_k u_k.
// Differences from the means are squared as they are, which costs no more than the features y_i y_j would and cancels
// nothing. Every sum runs over its terms in order, so blocking does not show in the bits.

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

/// l_k of `group` components of a shape without U.
template <Shape shape, int group, class P>
HWY_INLINE void AxisExponents(const ComponentTable<typename P::T>& table, std::size_t first, const WideTile<P>& tile) {
  const typename P::T* numbers[group];
  P l[group];
  Unroll<group>([&](auto g) HWY_ATTR {
    numbers[g] = table.component(first + g) + 1;
    l[g] = Set<P>(numbers[g][-1]);
  });
  for (std::size_t j = 0; j < tile.dim; ++j) {
    const P x = Load<P>(tile.x + j * tile.width);
    Unroll<group>([&](auto g) HWY_ATTR {
      const P u = Sub(x, Set<P>(numbers[g][j]));
      l[g] = NegFma(shape == Shape::shared ? u : Mul(Set<P>(numbers[g][tile.dim + j]), u), u, l[g]);
    });
  }
  Unroll<group>([&](auto g) HWY_ATTR { Store(l[g], tile.factors + (first + g) * tile.width); });
}

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

/// l of every component into tile.factors.
template <Shape shape, class P>
HWY_INLINE void WideExponents(const ComponentTable<typename P::T>& table, const WideTile<P>& tile) {
  if constexpr (shape == Shape::full) {
    for (std::size_t k = 0; k < table.size; ++k) Store(FullExponent(table, k, tile), tile.factors + k * tile.width);
  } else {
    constexpr int group = 4;
    for (std::size_t k = 0; k < table.size; k += group) AxisExponents<shape, group>(table, k, tile);
  }
}

/// Both laws' sums, each relative to its own largest term, so that no distance is too far. Components of both laws have
/// one exponential, relative to the largest among themselves; base_factor and reweighted_factor take it from there.
template <class P>
struct WideLaws {
  P base_sum, reweighted_sum;
  P base_power, reweighted_power;  ///< the powers of two taken out of the sums
  P base_factor, reweighted_factor;
};

/// Replaces every exponent by its exponential and sums them; see WideLaws.
template <class P>
HWY_INLINE WideLaws<P> WideSums(const ComponentTable<typename P::T>& table, const WideTile<P>& tile) {
  const auto largest = [&](std::size_t from, std::size_t to, P so_far) HWY_ATTR {
    for (std::size_t k = from; k < to; ++k) so_far = Max(so_far, Load<P>(tile.factors + k * tile.width));
    return so_far;
  };
  const P lowest = Set<P>(hwy::LowestValue<typename P::T>());
  const P common = largest(table.own, table.mixed, largest(0, table.common, lowest));
  WideLaws<P> laws;
  laws.base_power = largest(table.common, table.own, common);
  laws.reweighted_power = largest(table.mixed, table.size, common);
  laws.base_factor = Exp2(Sub(common, laws.base_power));
  laws.reweighted_factor = Exp2(Sub(common, laws.reweighted_power));
  const auto exponential = [&](std::size_t k, const P& power) HWY_ATTR {
    const P e = Exp2(Sub(Load<P>(tile.factors + k * tile.width), power));
    Store(e, tile.factors + k * tile.width);
    return e;
  };
  P base_only = Set<P>(0), base_common = Set<P>(0), rivals = Set<P>(0);
  for (std::size_t k = 0; k < table.common; ++k) base_common = Add(base_common, exponential(k, common));
  P reweighted_common = base_common;
  for (std::size_t k = table.common; k < table.own; ++k) base_only = Add(base_only, exponential(k, laws.base_power));
  for (std::size_t k = table.own; k < table.mixed; ++k) {
    const P e = exponential(k, common);
    base_common = Fma(e, Set<P>(table.alpha[k - table.own]), base_common);
    reweighted_common = Add(reweighted_common, e);
  }
  for (std::size_t k = table.mixed; k < table.size; ++k) rivals = Add(rivals, exponential(k, laws.reweighted_power));
  laws.base_sum = Fma(laws.base_factor, base_common, base_only);
  laws.reweighted_sum = Fma(laws.reweighted_factor, reweighted_common, rivals);
  return laws;
}

/// How many of the first n_counted lanes are so far that direct sums would not have held.
template <class D, int n>
HWY_INLINE std::int64_t CountFar(const WideLaws<Pack<D, n>>& laws, std::int64_t n_counted) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  const auto limit = hn::Set(D(), far_power<hn::TFromD<D>>);
  std::int64_t n_far = 0;
  for (int u = 0; u < n && n_counted - u * lanes > 0; ++u) {
    const auto is_far = hn::Lt(hn::Min(laws.base_power.v[u], laws.reweighted_power.v[u]), limit);
    const auto counted = hn::FirstN(D(), static_cast<std::size_t>(n_counted - u * lanes));
    n_far += static_cast<std::int64_t>(hn::CountTrue(D(), hn::And(is_far, counted)));
  }
  return n_far;
}

/// Turns the exponentials into the factors gamma_k.
template <class P>
HWY_INLINE void WideFactors(const ComponentTable<typename P::T>& table, const WideLaws<P>& laws, const P& to_base,
                            const P& to_reweighted, const WideTile<P>& tile) {
  const P of_base = Mul(to_base, laws.base_factor);
  const P of_reweighted = Mul(to_reweighted, laws.reweighted_factor);
  const P of_both = Add(of_base, of_reweighted);
  for (std::size_t k = 0; k < table.size; ++k) {
    P factor = k < table.common ? of_both : k < table.own ? to_base : to_reweighted;
    if (k >= table.own && k < table.mixed) factor = Fma(of_base, Set<P>(table.alpha[k - table.own]), of_reweighted);
    auto* at = tile.factors + k * tile.width;
    Store(Mul(factor, Load<P>(at)), at);
  }
}

/// Hands coordinates first ... first + group - 1 of the slope, Sum_k gamma_k D_k (x - m_k), to use(j, slope); without
/// U.
template <Shape shape, int group, class P, class Use>
HWY_INLINE void AxisSlope(const ComponentTable<typename P::T>& table, std::size_t first, const WideTile<P>& tile,
                          const Use& use) {
  constexpr int n_weights = shape == Shape::shared ? 1 : group;
  P weight[n_weights], minus_mean[group];
  for (P& w : weight) w = Set<P>(0);
  for (P& m : minus_mean) m = Set<P>(0);
  for (std::size_t k = 0; k < table.size; ++k) {
    const P factor = Load<P>(tile.factors + k * tile.width);
    const auto* m = table.component(k) + 1 + first;
    if constexpr (shape == Shape::shared) weight[0] = Add(weight[0], factor);
    Unroll<group>([&](auto g) HWY_ATTR {
      P weighted = factor;
      if constexpr (shape != Shape::shared) {
        weighted = Mul(factor, Set<P>(m[tile.dim + g]));
        weight[g] = Add(weight[g], weighted);
      }
      minus_mean[g] = NegFma(weighted, Set<P>(m[g]), minus_mean[g]);
    });
  }
  Unroll<group>([&](auto g) HWY_ATTR {
    const std::size_t j = first + g;
    if (j < tile.dim) use(j, Fma(weight[n_weights == 1 ? 0 : g()], Load<P>(tile.x + j * tile.width), minus_mean[g]));
  });
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

/// Hands every coordinate j of Sum_k gamma_k U_k^T D_k u_k to use(j, slope).
template <Shape shape, class P, class Use>
HWY_INLINE void WideSlope(const ComponentTable<typename P::T>& table, const WideTile<P>& tile, const Use& use) {
  if constexpr (shape == Shape::full) {
    for (std::size_t j = 0; j < tile.dim; ++j) Store(Set<P>(0), tile.slope + j * tile.width);
    for (std::size_t k = 0; k < table.size; ++k) {
      std::size_t j = 0;
      for (; j + 4 <= tile.dim; j += 4) FullColumns<4>(table, k, j, tile);
      for (; j < tile.dim; ++j) FullColumns<1>(table, k, j, tile);
    }
    for (std::size_t j = 0; j < tile.dim; ++j) use(j, Load<P>(tile.slope + j * tile.width));
  } else {
    constexpr int group = shape == Shape::shared ? 4 : 2;
    for (std::size_t j = 0; j < tile.dim; j += group) AxisSlope<shape, group>(table, j, tile, use);
  }
}

/// One step of (27) in any dimension, n vectors of paths at a time; see take_step.
template <Shape shape, int n, class D, class T = hn::TFromD<D>>
HWY_NOINLINE std::int64_t TakeStepWide(D, const ComponentTable<T>& table, const StepRequest<T>& request,
                                       const T* HWY_RESTRICT z, T* HWY_RESTRICT y) {
  using P = Pack<D, n>;
  const WideTile<P> tile(table);
  const DriftFactors<T> to_drift(request);
  const P base_factor = Set<P>(to_drift.base);
  const P reweighted_factor = Set<P>(to_drift.reweighted);
  std::int64_t n_far = 0;
  for (std::int64_t i = 0; i < request.n_paths; i += static_cast<std::int64_t>(tile.width)) {
    LoadTile(table, y + i, request.stride, tile);
    WideExponents<shape>(table, tile);
    const WideLaws<P> laws = WideSums(table, tile);
    n_far += CountFar(laws, request.n_counted - i);
    WideFactors(table, laws, Div(base_factor, laws.base_sum), Div(reweighted_factor, laws.reweighted_sum), tile);
    WideSlope<shape>(table, tile, [&](std::size_t j, const P& drift) HWY_ATTR {
      const std::int64_t at = static_cast<std::int64_t>(j) * request.stride + i;
      const P next = Fma(Set<P>(request.A), Load<P>(y + at), Mul(Set<P>(request.S), Load<P>(z + at)));
      Store(shape == Shape::shared ? Fma(Set<P>(table.scale[j]), drift, next) : Add(next, drift), y + at);
    });
  }
  return n_far;
}

/// log(p^J_t / p_t) at every point; see log_ratio.
template <Shape shape, int n, class D, class T = hn::TFromD<D>>
HWY_NOINLINE void LogRatioWide(D, const ComponentTable<T>& table, std::int64_t n_paths, std::int64_t stride,
                               const T* HWY_RESTRICT y, T* HWY_RESTRICT log_ratio) {
  using P = Pack<D, n>;
  const WideTile<P> tile(table);
  for (std::int64_t i = 0; i < n_paths; i += static_cast<std::int64_t>(tile.width)) {
    LoadTile(table, y + i, stride, tile);
    WideExponents<shape>(table, tile);
    const WideLaws<P> laws = WideSums(table, tile);
    const P known =
        Fma(Sub(laws.reweighted_power, laws.base_power), Set<P>(T(0.69314718055994530942)), Set<P>(T(table.log_scale)));
    Store(Add(Sub(Log(laws.reweighted_sum), Log(laws.base_sum)), known), log_ratio + i);
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
