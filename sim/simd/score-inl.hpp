// The step of (27) in few dimensions on Highway vectors; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_SCORE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_SCORE_INL_HPP
#undef PLUMBLINE_SIM_SIMD_SCORE_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_SCORE_INL_HPP
#endif

#include <hwy/highway.h>

#include <type_traits>

#include "sim/simd/component_table.hpp"
#include "sim/simd/kernels.hpp"
#include "sim/simd/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Below 2^far_power a direct sum of exponentials may have lost terms to underflow, and the sums are formed anew
/// relative to their largest term: 25 standard deviations from everything in double, 9 in float. Where a product of two
/// sums stays above it, so does each of them, since neither is large.
template <class T>
inline constexpr T far_power = std::is_same_v<T, double> ? T(-450) : T(-55);
template <class T>
inline constexpr T far_sum = std::is_same_v<T, double> ? T(0x1p-450) : T(0x1p-55);

/// Calls run.template operator()<shape>() for the shape of the table.
template <class T, class Run>
HWY_INLINE auto WithShape(const ComponentTable<T>& table, const Run& run) {
  switch (table.shape) {
    case Shape::shared:
      return run.template operator()<Shape::shared>();
    case Shape::diagonal:
      return run.template operator()<Shape::diagonal>();
    default:
      return run.template operator()<Shape::full>();
  }
}

/// A dimension that the compiler knows, for loops that unroll; and one that it does not, for the scalar twin.
template <int dim>
struct KnownDimension {
  static constexpr int capacity = dim;
  constexpr operator int() const { return dim; }
};
struct AnyDimensionTo3 {
  static constexpr int capacity = 3;
  int dim;
  operator int() const { return dim; }
};

/// sum = Sum_k e_k and slope = Sum_k e_k U_k^T D_k u_k of one law: its score is -2 ln 2 slope / sum.
template <class P, int capacity>
struct LawSums {
  P sum;
  P slope[capacity];
};

/// The sums of the two laws A and B, and the denominator that their scores have in common.
template <class P, int capacity>
struct PairSums {
  LawSums<P, capacity> base, reweighted;
  P product;  ///< sum_A sum_B
};

/// l and q = D u of one component at x; see component_table.hpp.
template <Shape shape, class P, class Dim, int capacity = Dim::capacity>
HWY_INLINE P Exponent(const typename P::T* HWY_RESTRICT numbers, Dim dim, const P (&x)[capacity], P (&q)[capacity]) {
  const auto* m = numbers + 1;
  const auto* D = m + dim;
  const auto* U = D + dim;
  P l = Set<P>(numbers[0]);
  P difference[capacity];
  for (int i = 0; i < dim; ++i) difference[i] = Sub(x[i], Set<P>(m[i]));
  for (int i = 0; i < dim; ++i) {
    P u = difference[i];
    if constexpr (shape == Shape::full) {
      for (int j = i + 1; j < dim; ++j) u = Fma(Set<P>(*U++), difference[j], u);
    }
    q[i] = u;
    if constexpr (shape != Shape::shared) q[i] = Mul(Set<P>(D[i]), u);
    l = NegFma(q[i], u, l);
  }
  return l;
}

/// Adds e to the sum and e U^T q to the slope.
template <Shape shape, class P, class Dim, int capacity = Dim::capacity>
HWY_INLINE void AddComponent(const typename P::T* HWY_RESTRICT numbers, Dim dim, const P& e, const P (&q)[capacity],
                             LawSums<P, capacity>& sums) {
  sums.sum = Add(sums.sum, e);
  P v[capacity];
  for (int i = 0; i < dim; ++i) v[i] = q[i];
  if constexpr (shape == Shape::full) {
    const auto* U = numbers + 1 + 2 * dim;
    for (int i = 0; i < dim; ++i) {
      for (int j = i + 1; j < dim; ++j) v[j] = Fma(Set<P>(*U++), q[i], v[j]);
    }
  }
  for (int i = 0; i < dim; ++i) sums.slope[i] = Fma(e, v[i], sums.slope[i]);
}

template <class P, int capacity>
HWY_INLINE void SetZero(LawSums<P, capacity>& sums) {
  sums.sum = Set<P>(0);
  for (P& slope : sums.slope) slope = Set<P>(0);
}

/// Calls add(k, e, q) for the components k of [first, end) in their order, e = 2^l and q = D u, with the exponentials
/// of `group` components formed side by side while so many are left, then of half as many, to the last.
template <Shape shape, int group, class D, int n, class Dim, int capacity, class Add>
HWY_INLINE void ForComponents(const ComponentTable<hn::TFromD<D>>& table, std::size_t first, std::size_t end, Dim dim,
                              const Pack<D, n> (&x)[capacity], const Add& add) {
  for (; first + group <= end; first += group) {
    Pack<D, n> q[group][capacity];
    Pack<D, n * group> powers;
    for (int g = 0; g < group; ++g) {
      const auto l = Exponent<shape>(table.component(first + static_cast<std::size_t>(g)), dim, x, q[g]);
      for (int u = 0; u < n; ++u) powers.v[g * n + u] = l.v[u];
    }
    powers = Exp2(powers);
    for (int g = 0; g < group; ++g) {
      Pack<D, n> e;
      for (int u = 0; u < n; ++u) e.v[u] = powers.v[g * n + u];
      add(first + static_cast<std::size_t>(g), e, q[g]);
    }
  }
  if constexpr (group > 1) ForComponents<shape, group / 2>(table, first, end, dim, x, add);
}

/// Both laws' sums from one exponential a component. Nothing here guards against sums that vanish; see SafeSums.
template <Shape shape, int group, class D, int n, class Dim, int capacity = Dim::capacity>
HWY_INLINE void DirectSums(const ComponentTable<hn::TFromD<D>>& table, Dim dim, const Pack<D, n> (&x)[capacity],
                           PairSums<Pack<D, n>, capacity>& sums) {
  using P = Pack<D, n>;
  const auto add_to_base = [&](std::size_t k, const P& e, const P(&q)[capacity])
                               HWY_ATTR { AddComponent<shape>(table.component(k), dim, e, q, sums.base); };
  const auto add_to_reweighted = [&](std::size_t k, const P& e, const P(&q)[capacity])
                                     HWY_ATTR { AddComponent<shape>(table.component(k), dim, e, q, sums.reweighted); };
  const auto add_to_both = [&](std::size_t k, const P& e, const P(&q)[capacity]) HWY_ATTR {
    add_to_reweighted(k, e, q);
    add_to_base(k, Mul(e, Set<P>(table.alpha[k - table.own])), q);
  };
  SetZero(sums.base);
  ForComponents<shape, group>(table, 0, table.common, dim, x, add_to_base);
  sums.reweighted = sums.base;
  ForComponents<shape, group>(table, table.common, table.own, dim, x, add_to_base);
  ForComponents<shape, group>(table, table.own, table.mixed, dim, x, add_to_both);
  ForComponents<shape, group>(table, table.mixed, table.size, dim, x, add_to_reweighted);
  sums.product = Mul(sums.base.sum, sums.reweighted.sum);
}

/// The sums of one law relative to the largest of their terms: correct at any distance from all components.
template <Shape shape, class P, class Dim, int capacity = Dim::capacity>
HWY_NOINLINE void CarefulSums(const ComponentTable<typename P::T>& table, bool is_base, Dim dim, const P (&x)[capacity],
                              LawSums<P, capacity>& sums) {
  const auto for_each = [&](const auto& visit) HWY_ATTR {
    for (std::size_t k = 0; k < (is_base ? table.mixed : table.size); ++k) {
      if (!is_base && k >= table.common && k < table.own) continue;
      P q[capacity];
      visit(k, Exponent<shape>(table.component(k), dim, x, q), q);
    }
  };
  P largest = Set<P>(hwy::LowestValue<typename P::T>());
  for_each([&](std::size_t, const P& l, const P(&)[capacity]) HWY_ATTR { largest = Max(largest, l); });
  SetZero(sums);
  for_each([&](std::size_t k, const P& l, const P(&q)[capacity]) HWY_ATTR {
    P e = Exp2(Sub(l, largest));
    if (is_base && k >= table.own) e = Mul(e, Set<P>(table.alpha[k - table.own]));
    AddComponent<shape>(table.component(k), dim, e, q, sums);
  });
}

/// Replaces the lanes where the product of the direct sums is below far_sum by the careful form of both, each up to a
/// factor of its own (scores do not change). Returns the number of replaced lanes among the first n_counted.
template <Shape shape, class D, int n, class Dim, int capacity = Dim::capacity>
HWY_NOINLINE std::int64_t ReplaceFarLanes(const ComponentTable<hn::TFromD<D>>& table, Dim dim,
                                          const Pack<D, n> (&x)[capacity], std::int64_t n_counted,
                                          PairSums<Pack<D, n>, capacity>& sums) {
  using One = Pack<D, 1>;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  std::int64_t n_far = 0;
  for (int u = 0; u < n; ++u) {
    const auto is_far = hn::Lt(sums.product.v[u], hn::Set(D(), far_sum<hn::TFromD<D>>));
    if (hn::AllFalse(D(), is_far)) continue;
    One point[capacity];
    for (int j = 0; j < dim; ++j) point[j] = Single(x[j], u);
    LawSums<One, capacity> careful;
    const auto replace = [&](LawSums<Pack<D, n>, capacity>& law) HWY_ATTR {
      law.sum.v[u] = hn::IfThenElse(is_far, careful.sum.v[0], law.sum.v[u]);
      for (int j = 0; j < dim; ++j) {
        law.slope[j].v[u] = hn::IfThenElse(is_far, careful.slope[j].v[0], law.slope[j].v[u]);
      }
    };
    CarefulSums<shape>(table, true, dim, point, careful);
    replace(sums.base);
    CarefulSums<shape>(table, false, dim, point, careful);
    replace(sums.reweighted);
    const std::int64_t counted = n_counted - u * lanes;
    if (counted > 0) {
      const auto first = hn::FirstN(D(), static_cast<std::size_t>(counted));
      n_far += static_cast<std::int64_t>(hn::CountTrue(D(), hn::And(is_far, first)));
    }
  }
  sums.product = Mul(sums.base.sum, sums.reweighted.sum);
  return n_far;
}

/// Both laws' sums, safe at any distance; returns what ReplaceFarLanes does.
template <Shape shape, int group, class D, int n, class Dim, int capacity = Dim::capacity>
HWY_INLINE std::int64_t SafeSums(const ComponentTable<hn::TFromD<D>>& table, Dim dim, const Pack<D, n> (&x)[capacity],
                                 std::int64_t n_counted, PairSums<Pack<D, n>, capacity>& sums) {
  DirectSums<shape, group>(table, dim, x, sums);
  auto smallest = sums.product.v[0];
  for (int u = 1; u < n; ++u) smallest = hn::Min(smallest, sums.product.v[u]);
  if (HWY_LIKELY(hn::AllFalse(D(), hn::Lt(smallest, hn::Set(D(), far_sum<hn::TFromD<D>>))))) return 0;
  // Copies, so that what the rare call needs to have in memory may stay in registers everywhere else.
  Pack<D, n> point[capacity];
  for (int j = 0; j < dim; ++j) point[j] = x[j];
  PairSums<Pack<D, n>, capacity> new_sums = sums;
  const std::int64_t n_far = ReplaceFarLanes<shape>(table, dim, point, n_counted, new_sums);
  sums = new_sums;
  return n_far;
}

/// One step of (27) with states in registers, n vectors of paths and `group` components at a time; see take_step.
template <Shape shape, int n, int group, class D, class Dim, class T = hn::TFromD<D>>
HWY_NOINLINE std::int64_t TakeStepNarrow(D, Dim dim, const ComponentTable<T>& table, const StepRequest<T>& request,
                                         const T* HWY_RESTRICT z, T* HWY_RESTRICT y) {
  using P = Pack<D, n>;
  constexpr int capacity = Dim::capacity;
  // B (s + omega (s - s^J)) = base_factor slope_A / sum_A + reweighted_factor slope_B / sum_B, over one denominator.
  const T unit = T(-2 * 0.69314718055994530942);
  const P base_factor = Set<P>(unit * request.B * (T(1) + request.omega));
  const P reweighted_factor = Set<P>(-unit * request.B * request.omega);
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  std::int64_t n_far = 0;
  for (std::int64_t i = 0; i < request.n_paths; i += n * lanes) {
    P x[capacity];
    for (int j = 0; j < dim; ++j) {
      x[j] = Load<P>(y + j * request.stride + i);
      if constexpr (shape == Shape::shared) x[j] = Mul(x[j], Set<P>(table.scale[static_cast<std::size_t>(j)]));
    }
    PairSums<P, capacity> sums;
    n_far += SafeSums<shape, group>(table, dim, x, request.n_counted - i, sums);
    const P over_product = Div(Set<P>(1), sums.product);
    const P of_base = Mul(base_factor, sums.reweighted.sum);
    const P of_reweighted = Mul(reweighted_factor, sums.base.sum);
    for (int j = 0; j < dim; ++j) {
      const P drift = Fma(of_reweighted, sums.reweighted.slope[j], Mul(of_base, sums.base.slope[j]));
      const P noise = Mul(Set<P>(request.S), Load<P>(z + j * request.stride + i));
      const P rest = Fma(Set<P>(request.A), Load<P>(y + j * request.stride + i), noise);
      P to_drift = over_product;
      if constexpr (shape == Shape::shared) to_drift = Mul(to_drift, Set<P>(table.scale[static_cast<std::size_t>(j)]));
      Store(Fma(drift, to_drift, rest), y + j * request.stride + i);
    }
  }
  return n_far;
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
