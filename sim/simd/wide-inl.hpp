// The step of (27) in any dimension on Highway vectors; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_WIDE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#undef PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#endif

#include <hwy/highway.h>

#include "sim/simd/component_table.hpp"
#include "sim/simd/kernels.hpp"
#include "sim/simd/math-inl.hpp"
#include "sim/simd/score-inl.hpp"
#include "sim/simd/triangular-inl.hpp"
#include "sim/simd/wide_tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Where states do not fit into registers a step is two matrix products over a tile of paths, blocked so that their sums
// stay in registers: the exponents l_k of all components at all paths of the tile; then, once both laws' weights are
// folded into one factor a component,
//   B (s + omega (s - s^J)) = Sum_k gamma_k U_k^T D_k u_k.
// Differences from the means are squared as they are, which costs no more than the features y_i y_j would and cancels
// nothing. Every sum runs over its terms in order, so blocking does not show in the bits.

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
  laws.base_factor = RelativeExp2(Sub(common, laws.base_power));
  laws.reweighted_factor = RelativeExp2(Sub(common, laws.reweighted_power));
  const auto exponential = [&](std::size_t k, const P& power) HWY_ATTR {
    const P e = RelativeExp2(Sub(Load<P>(tile.factors + k * tile.width), power));
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
HWY_NOINLINE void LogRatioWide(D, const ComponentTable<T>& table, const PathStates& states, T* HWY_RESTRICT log_ratio) {
  using P = Pack<D, n>;
  const WideTile<P> tile(table);
  for (std::int64_t i = 0; i < states.n_paths; i += static_cast<std::int64_t>(tile.width)) {
    LoadTile(table, states.y + i, states.stride, tile);
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
