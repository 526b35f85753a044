// Scores of both laws of a guided pair on Highway vectors; included once a target.
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

/// Below 2^far_power a direct sum of exponentials (or the product of two such sums) may underflow, and the sums are
/// formed anew relative to their largest term: 25 standard deviations from everything in double, 9 in float.
template <class T>
inline constexpr T far_power = std::is_same_v<T, double> ? T(-450) : T(-55);
template <class T>
inline constexpr T far_sum = std::is_same_v<T, double> ? T(0x1p-450) : T(0x1p-55);

/// sum = Sum_k e_k and slope = Sum_k e_k W_k^T z_k of one law: its score is -2 ln 2 slope / sum.
template <class P, int dim>
struct LawSums {
  P sum;
  P slope[dim];
};

/// l and z = W y + m' of one component; the units are those of component_table.hpp.
template <Shape shape, class P, int dim>
HWY_INLINE P Exponent(const typename P::T* HWY_RESTRICT numbers, const P (&y)[dim], P (&z)[dim]) {
  constexpr int n_weights = shape == Shape::isotropic ? 1 : shape == Shape::diagonal ? dim : dim * (dim + 1) / 2;
  const auto* W = numbers + 1;
  const auto* m = W + n_weights;
  P l = Set<P>(numbers[0]);
  for (int i = 0; i < dim; ++i) {
    z[i] = Set<P>(m[i]);
    if constexpr (shape == Shape::full) {
      for (int j = i; j < dim; ++j) z[i] = Fma(Set<P>(*W++), y[j], z[i]);
    } else {
      z[i] = Fma(Set<P>(shape == Shape::isotropic ? W[0] : W[i]), y[i], z[i]);
    }
    l = NegFma(z[i], z[i], l);
  }
  return l;
}

/// Adds e to the sum and e W^T z to the slope.
template <Shape shape, class P, int dim>
HWY_INLINE void AddComponent(const typename P::T* HWY_RESTRICT numbers, const P& e, const P (&z)[dim],
                             LawSums<P, dim>& sums) {
  const auto* W = numbers + 1;
  sums.sum = Add(sums.sum, e);
  if constexpr (shape == Shape::isotropic) {
    const P weighted = Mul(e, Set<P>(W[0]));
    for (int i = 0; i < dim; ++i) sums.slope[i] = Fma(weighted, z[i], sums.slope[i]);
  } else if constexpr (shape == Shape::diagonal) {
    for (int i = 0; i < dim; ++i) sums.slope[i] = Fma(Mul(e, Set<P>(W[i])), z[i], sums.slope[i]);
  } else {
    for (int i = 0; i < dim; ++i) {
      const P weighted = Mul(e, z[i]);
      for (int j = i; j < dim; ++j) sums.slope[j] = Fma(Set<P>(*W++), weighted, sums.slope[j]);
    }
  }
}

template <class P, int dim>
HWY_INLINE void SetZero(LawSums<P, dim>& sums) {
  sums.sum = Set<P>(0);
  for (P& slope : sums.slope) slope = Set<P>(0);
}

/// Both laws' sums from one exponential a component: the four ranges of the table in turn. Nothing here guards against
/// sums that vanish; see SafeSums.
template <Shape shape, class P, int dim>
HWY_INLINE void DirectSums(const ComponentTable<typename P::T>& table, const P (&y)[dim], LawSums<P, dim>& base,
                           LawSums<P, dim>& reweighted) {
  P z[dim];
  SetZero(reweighted);
  for (std::size_t k = table.shared; k < table.mixed; ++k) {
    const P e = Exp2(Exponent<shape>(table.component(k), y, z));
    AddComponent<shape>(table.component(k), e, z, reweighted);
  }
  base = reweighted;
  for (std::size_t k = 0; k < table.shared; ++k) {
    const P e = Exp2(Exponent<shape>(table.component(k), y, z));
    AddComponent<shape>(table.component(k), e, z, base);
  }
  for (std::size_t k = table.mixed; k < table.rival; ++k) {
    const P e = Exp2(Exponent<shape>(table.component(k), y, z));
    AddComponent<shape>(table.component(k), e, z, reweighted);
    AddComponent<shape>(table.component(k), Mul(e, Set<P>(table.alpha[k - table.mixed])), z, base);
  }
  for (std::size_t k = table.rival; k < table.size; ++k) {
    const P e = Exp2(Exponent<shape>(table.component(k), y, z));
    AddComponent<shape>(table.component(k), e, z, reweighted);
  }
}

/// The sums of components [from, to) relative to the largest of their terms: correct at any distance from all of them.
template <Shape shape, class P, int dim>
HWY_NOINLINE void CarefulSums(const ComponentTable<typename P::T>& table, std::size_t from, std::size_t to,
                              bool is_base, const P (&y)[dim], LawSums<P, dim>& sums) {
  P z[dim];
  P largest = Exponent<shape>(table.component(from), y, z);
  for (std::size_t k = from + 1; k < to; ++k) largest = Max(largest, Exponent<shape>(table.component(k), y, z));
  SetZero(sums);
  for (std::size_t k = from; k < to; ++k) {
    P e = Exp2(Sub(Exponent<shape>(table.component(k), y, z), largest));
    if (is_base && k >= table.mixed) e = Mul(e, Set<P>(table.alpha[k - table.mixed]));
    AddComponent<shape>(table.component(k), e, z, sums);
  }
}

/// Replaces the lanes where a direct sum is below far_sum by the careful form of both, each up to a factor of its own
/// (scores do not change). Returns the number of replaced lanes among the first n_counted.
template <Shape shape, class D, int n, int dim>
HWY_NOINLINE std::int64_t ReplaceFarLanes(const ComponentTable<hn::TFromD<D>>& table, const Pack<D, n> (&y)[dim],
                                          std::int64_t n_counted, LawSums<Pack<D, n>, dim>& base,
                                          LawSums<Pack<D, n>, dim>& reweighted) {
  using One = Pack<D, 1>;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  std::int64_t n_far = 0;
  for (int u = 0; u < n; ++u) {
    const auto is_far = hn::Lt(hn::Min(base.sum.v[u], reweighted.sum.v[u]), hn::Set(D(), far_sum<hn::TFromD<D>>));
    if (hn::AllFalse(D(), is_far)) continue;
    One point[dim];
    for (int j = 0; j < dim; ++j) point[j] = Single(y[j], u);
    LawSums<One, dim> careful;
    const auto replace = [&](LawSums<Pack<D, n>, dim>& sums) HWY_ATTR {
      sums.sum.v[u] = hn::IfThenElse(is_far, careful.sum.v[0], sums.sum.v[u]);
      for (int j = 0; j < dim; ++j) {
        sums.slope[j].v[u] = hn::IfThenElse(is_far, careful.slope[j].v[0], sums.slope[j].v[u]);
      }
    };
    CarefulSums<shape>(table, 0, table.rival, true, point, careful);
    replace(base);
    CarefulSums<shape>(table, table.shared, table.size, false, point, careful);
    replace(reweighted);
    const std::int64_t counted = n_counted - u * lanes;
    if (counted > 0) {
      const auto first = hn::FirstN(D(), static_cast<std::size_t>(counted));
      n_far += static_cast<std::int64_t>(hn::CountTrue(D(), hn::And(is_far, first)));
    }
  }
  return n_far;
}

/// Both laws' sums, safe at any distance; returns what ReplaceFarLanes does.
template <Shape shape, class D, int n, int dim>
HWY_INLINE std::int64_t SafeSums(const ComponentTable<hn::TFromD<D>>& table, const Pack<D, n> (&y)[dim],
                                 std::int64_t n_counted, LawSums<Pack<D, n>, dim>& base,
                                 LawSums<Pack<D, n>, dim>& reweighted) {
  DirectSums<shape>(table, y, base, reweighted);
  const Pack<D, n> smaller = Min(base.sum, reweighted.sum);
  auto smallest = smaller.v[0];
  for (int u = 1; u < n; ++u) smallest = hn::Min(smallest, smaller.v[u]);
  if (HWY_LIKELY(hn::AllFalse(D(), hn::Lt(smallest, hn::Set(D(), far_sum<hn::TFromD<D>>))))) return 0;
  return ReplaceFarLanes<shape>(table, y, n_counted, base, reweighted);
}

/// One step of (27) in dim dimensions, n vectors at a time; see take_step.
template <Shape shape, int dim, int n, class D, class T = hn::TFromD<D>>
HWY_NOINLINE std::int64_t TakeStepFixed(D, const ComponentTable<T>& table, const StepRequest<T>& request,
                                        const T* HWY_RESTRICT z, T* HWY_RESTRICT y) {
  using P = Pack<D, n>;
  // B (s + omega (s - s^J)) = base_factor slope_A / sum_A + reweighted_factor slope_B / sum_B.
  const T unit = T(-2 * 0.69314718055994530942);
  const P base_factor = Set<P>(unit * request.B * (T(1) + request.omega));
  const P reweighted_factor = Set<P>(-unit * request.B * request.omega);
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  std::int64_t n_far = 0;
  for (std::int64_t i = 0; i < request.n_paths; i += n * lanes) {
    P state[dim];
    for (int j = 0; j < dim; ++j) state[j] = Load<P>(y + j * request.stride + i);
    LawSums<P, dim> base, reweighted;
    n_far += SafeSums<shape>(table, state, request.n_counted - i, base, reweighted);
    // Neither sum is below far_sum, so their product cannot underflow: one division serves both.
    const P inverse = Div(Set<P>(1), Mul(base.sum, reweighted.sum));
    const P to_base = Mul(base_factor, Mul(inverse, reweighted.sum));
    const P to_reweighted = Mul(reweighted_factor, Mul(inverse, base.sum));
    for (int j = 0; j < dim; ++j) {
      P next = Fma(Set<P>(request.A), state[j], Mul(Set<P>(request.S), Load<P>(z + j * request.stride + i)));
      next = Fma(to_base, base.slope[j], next);
      next = Fma(to_reweighted, reweighted.slope[j], next);
      Store(next, y + j * request.stride + i);
    }
  }
  return n_far;
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
