// The sums behind both scores at vectors of points in few dimensions; included once a target.
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

/// 2^x, for x below far_power that value's power: beside a sum of at least 1 it is nothing, and no product of two such
/// with a factor of the drift becomes subnormal, which would cost 150 cycles wherever it is used.
template <class P>
HWY_INLINE P RelativeExp2(const P& x) {
  return Exp2(Max(x, Set<P>(far_power<typename P::T>)));
}

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

/// sum = Sum_k e_k and slope = Sum_k e_k U_k^T D_k u_k of one law: its score is -2 ln 2 slope / sum. In the shape
/// `shared` slope = Sum_k e_k m_k instead, and the score is -2 ln 2 (x - slope / sum).
template <class P, int capacity>
struct LawSums {
  P sum;
  P slope[capacity];
};

/// The sums of the two laws A and B.
template <class P, int capacity>
struct PairSums {
  LawSums<P, capacity> base, reweighted;
};

/// B (s + omega (s - s^J)) = base slope_A / sum_A + reweighted slope_B / sum_B, slope = Sum_k e_k U_k^T D_k u_k.
template <class T>
struct DriftFactors {
  explicit DriftFactors(const StepRequest<T>& request)
      : unit(T(-2 * 0.69314718055994530942) * request.B),
        base(unit * (T(1) + request.omega)),
        reweighted(-unit * request.omega) {}

  T unit;  ///< of both together
  T base;
  T reweighted;
};

/// u = U (x - m) and q = D u of one component at x; see component_table.hpp.
template <Shape shape, class P, class Dim, int capacity>
HWY_INLINE void Offsets(const typename P::T* HWY_RESTRICT numbers, Dim dim, const P (&x)[capacity], P (&u)[capacity],
                        P (&q)[capacity]) {
  const auto* m = numbers + 1;
  const auto* D = m + dim;
  const auto* U = D + dim;
  P difference[capacity];
  for (int i = 0; i < dim; ++i) difference[i] = Sub(x[i], Set<P>(m[i]));
  for (int i = 0; i < dim; ++i) {
    u[i] = difference[i];
    if constexpr (shape == Shape::full) {
      for (int j = i + 1; j < dim; ++j) u[i] = Fma(Set<P>(*U++), difference[j], u[i]);
    }
    q[i] = u[i];
    if constexpr (shape != Shape::shared) q[i] = Mul(Set<P>(D[i]), u[i]);
  }
}

/// l of one component at x.
template <Shape shape, class P, class Dim, int capacity>
HWY_INLINE P Exponent(const typename P::T* HWY_RESTRICT numbers, Dim dim, const P (&x)[capacity]) {
  P u[capacity], q[capacity];
  Offsets<shape>(numbers, dim, x, u, q);
  P l = Set<P>(numbers[0]);
  for (int i = 0; i < dim; ++i) l = NegFma(q[i], u[i], l);
  return l;
}

/// v = U^T q of one component at x, or m in the shape `shared`: what the slope sums, weighted with exponentials.
template <Shape shape, class P, class Dim, int capacity>
HWY_INLINE void SlopeTerm(const typename P::T* HWY_RESTRICT numbers, Dim dim, const P (&x)[capacity],
                          P (&v)[capacity]) {
  if constexpr (shape == Shape::shared) {
    for (int i = 0; i < dim; ++i) v[i] = Set<P>(numbers[1 + i]);
    return;
  }
  P u[capacity], q[capacity];
  Offsets<shape>(numbers, dim, x, u, q);
  for (int i = 0; i < dim; ++i) v[i] = q[i];
  if constexpr (shape == Shape::full) {
    const auto* U = numbers + 1 + 2 * dim;
    for (int i = 0; i < dim; ++i) {
      for (int j = i + 1; j < dim; ++j) v[j] = Fma(Set<P>(*U++), q[i], v[j]);
    }
  }
}

/// Adds a component whose exponential at x is e.
template <Shape shape, class P, class Dim, int capacity>
HWY_INLINE void AddComponent(const typename P::T* HWY_RESTRICT numbers, Dim dim, const P& e, const P (&x)[capacity],
                             LawSums<P, capacity>& sums) {
  P v[capacity];
  SlopeTerm<shape>(numbers, dim, x, v);
  sums.sum = Add(sums.sum, e);
  for (int i = 0; i < dim; ++i) sums.slope[i] = Fma(e, v[i], sums.slope[i]);
}

template <class P, int capacity>
HWY_INLINE void SetZero(LawSums<P, capacity>& sums) {
  sums.sum = Set<P>(0);
  for (P& slope : sums.slope) slope = Set<P>(0);
}

/// The sums of one law relative to the largest of their terms: correct at any distance from all components.
template <Shape shape, class P, class Dim, int capacity>
HWY_NOINLINE void CarefulSums(const ComponentTable<typename P::T>& table, bool is_base, Dim dim, const P (&x)[capacity],
                              LawSums<P, capacity>& sums) {
  const auto for_each = [&](const auto& visit) HWY_ATTR {
    for (std::size_t k = 0; k < (is_base ? table.mixed : table.size); ++k) {
      if (!is_base && k >= table.common && k < table.own) continue;
      visit(k, Exponent<shape>(table.component(k), dim, x));
    }
  };
  P largest = Set<P>(hwy::LowestValue<typename P::T>());
  for_each([&](std::size_t, const P& l) HWY_ATTR { largest = Max(largest, l); });
  SetZero(sums);
  for_each([&](std::size_t k, const P& l) HWY_ATTR {
    P e = RelativeExp2(Sub(l, largest));
    if (is_base && k >= table.own) e = Mul(e, Set<P>(table.alpha[k - table.own]));
    AddComponent<shape>(table.component(k), dim, e, x, sums);
  });
}

/// The denominator that the scores of both laws have in common.
template <class P, int capacity>
HWY_INLINE P Product(const PairSums<P, capacity>& sums) {
  return Mul(sums.base.sum, sums.reweighted.sum);
}

/// Replaces the lanes where the product of the direct sums is below far_sum by the careful form of both, each up to a
/// factor of its own (scores do not change). Returns the number of replaced lanes among the first n_counted.
template <Shape shape, class D, class Dim, int capacity>
HWY_INLINE std::int64_t ReplaceFarLanes(const ComponentTable<hn::TFromD<D>>& table, Dim dim,
                                        const Pack<D, 1> (&x)[capacity], std::int64_t n_counted,
                                        PairSums<Pack<D, 1>, capacity>& sums) {
  using P = Pack<D, 1>;
  const auto is_far = hn::Lt(Product(sums).v[0], hn::Set(D(), far_sum<hn::TFromD<D>>));
  const auto replace = [&](bool is_base, LawSums<P, capacity>& law) HWY_ATTR {
    LawSums<P, capacity> careful;
    CarefulSums<shape>(table, is_base, dim, x, careful);
    law.sum.v[0] = hn::IfThenElse(is_far, careful.sum.v[0], law.sum.v[0]);
    for (int j = 0; j < dim; ++j) law.slope[j].v[0] = hn::IfThenElse(is_far, careful.slope[j].v[0], law.slope[j].v[0]);
  };
  replace(true, sums.base);
  replace(false, sums.reweighted);
  if (n_counted <= 0) return 0;
  const auto counted = hn::FirstN(D(), static_cast<std::size_t>(n_counted));
  return static_cast<std::int64_t>(hn::CountTrue(D(), hn::And(is_far, counted)));
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
