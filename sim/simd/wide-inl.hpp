// The step of (27) in any dimension on Highway vectors; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_WIDE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#undef PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_WIDE_INL_HPP
#endif

#include <hwy/aligned_allocator.h>
#include <hwy/highway.h>

#include "sim/simd/component_table.hpp"
#include "sim/simd/kernels.hpp"
#include "sim/simd/math-inl.hpp"
#include "sim/simd/score-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Where states do not fit into registers the step takes two passes over the components: the first forms the exponents
// l_k, then both laws' weights are folded into one factor a component, and the second pass adds up
//   B (s + omega (s - s^J)) = Sum_k gamma_k W_k^T z_k.

/// Row by row access to the constants of a component, for a dimension known only when it runs.
template <Shape shape, class P>
HWY_INLINE P WideCoordinate(const ComponentTable<typename P::T>& table, const typename P::T* numbers, Eigen::Index i,
                            const typename P::T* y, std::int64_t stride) {
  const Eigen::Index d = table.dimension;
  const auto* W = numbers + 1;
  const auto* m = numbers + table.numbers - d;
  if constexpr (shape == Shape::full) {
    P z = Set<P>(m[i]);
    const auto* row = W + i * d - i * (i - 1) / 2 - i;  // row[j] = W_ij
    for (Eigen::Index j = i; j < d; ++j) z = Fma(Set<P>(row[j]), Load<P>(y + j * stride), z);
    return z;
  } else {
    return Fma(Set<P>(shape == Shape::isotropic ? W[0] : W[i]), Load<P>(y + i * stride), Set<P>(m[i]));
  }
}

/// l[k] for every component, one pack after the other.
template <Shape shape, class P>
HWY_INLINE void WideExponents(const ComponentTable<typename P::T>& table, const typename P::T* y, std::int64_t stride,
                              typename P::T* l) {
  const std::size_t width = P::count * hn::Lanes(typename P::Tag());
  for (std::size_t k = 0; k < table.size; ++k) {
    P sum = Set<P>(table.component(k)[0]);
    for (Eigen::Index i = 0; i < table.dimension; ++i) {
      const P z = WideCoordinate<shape, P>(table, table.component(k), i, y, stride);
      sum = NegFma(z, z, sum);
    }
    Store(sum, l + k * width);
  }
}

/// The largest exponent of components [from, to); the lowest number for none.
template <class P>
HWY_INLINE P WideLargest(const typename P::T* l, std::size_t from, std::size_t to) {
  const std::size_t width = P::count * hn::Lanes(typename P::Tag());
  P largest = Set<P>(hwy::LowestValue<typename P::T>());
  for (std::size_t k = from; k < to; ++k) largest = Max(largest, Load<P>(l + k * width));
  return largest;
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
HWY_INLINE WideLaws<P> WideSums(const ComponentTable<typename P::T>& table, typename P::T* l) {
  const std::size_t width = P::count * hn::Lanes(typename P::Tag());
  const P common = WideLargest<P>(l, table.shared, table.rival);
  WideLaws<P> laws;
  laws.base_power = Max(common, WideLargest<P>(l, 0, table.shared));
  laws.reweighted_power = Max(common, WideLargest<P>(l, table.rival, table.size));
  laws.base_factor = Exp2(Sub(common, laws.base_power));
  laws.reweighted_factor = Exp2(Sub(common, laws.reweighted_power));
  const auto exponential = [&](std::size_t k, const P& power) HWY_ATTR {
    const P e = Exp2(Sub(Load<P>(l + k * width), power));
    Store(e, l + k * width);
    return e;
  };
  P base_only = Set<P>(0), base_common = Set<P>(0), reweighted_common = Set<P>(0), rivals = Set<P>(0);
  for (std::size_t k = 0; k < table.shared; ++k) base_only = Add(base_only, exponential(k, laws.base_power));
  for (std::size_t k = table.shared; k < table.mixed; ++k) base_common = Add(base_common, exponential(k, common));
  reweighted_common = base_common;
  for (std::size_t k = table.mixed; k < table.rival; ++k) {
    const P e = exponential(k, common);
    base_common = Fma(e, Set<P>(table.alpha[k - table.mixed]), base_common);
    reweighted_common = Add(reweighted_common, e);
  }
  for (std::size_t k = table.rival; k < table.size; ++k) rivals = Add(rivals, exponential(k, laws.reweighted_power));
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

/// Turns the exponentials into the factors gamma_k, for W^T z times gamma_k to add up to the guided drift.
template <class P>
HWY_INLINE void WideFactors(const ComponentTable<typename P::T>& table, const WideLaws<P>& laws, const P& to_base,
                            const P& to_reweighted, typename P::T* e) {
  const std::size_t width = P::count * hn::Lanes(typename P::Tag());
  const P of_base = Mul(to_base, laws.base_factor);
  const P of_reweighted = Mul(to_reweighted, laws.reweighted_factor);
  const P of_both = Add(of_base, of_reweighted);
  for (std::size_t k = 0; k < table.size; ++k) {
    P factor = k < table.shared ? to_base : k < table.mixed ? of_both : to_reweighted;
    if (k >= table.mixed && k < table.rival) factor = Fma(of_base, Set<P>(table.alpha[k - table.mixed]), of_reweighted);
    Store(Mul(factor, Load<P>(e + k * width)), e + k * width);
  }
}

/// drift[j] = Sum_k gamma_k (W_k^T z_k)_j, one pack after the other.
template <Shape shape, class P>
HWY_INLINE void WideDrift(const ComponentTable<typename P::T>& table, const typename P::T* y, std::int64_t stride,
                          const typename P::T* factors, typename P::T* drift) {
  const std::size_t width = P::count * hn::Lanes(typename P::Tag());
  const Eigen::Index dim = table.dimension;
  const auto coordinate = [&](std::size_t k, Eigen::Index i)
                              HWY_ATTR { return WideCoordinate<shape, P>(table, table.component(k), i, y, stride); };
  if constexpr (shape == Shape::full) {
    for (Eigen::Index j = 0; j < dim; ++j) Store(Set<P>(0), drift + static_cast<std::size_t>(j) * width);
    for (std::size_t k = 0; k < table.size; ++k) {
      const auto* W = table.component(k) + 1;
      for (Eigen::Index i = 0; i < dim; ++i) {
        const P weighted = Mul(Load<P>(factors + k * width), coordinate(k, i));
        for (Eigen::Index j = i; j < dim; ++j) {
          auto* sum = drift + static_cast<std::size_t>(j) * width;
          Store(Fma(Set<P>(*W++), weighted, Load<P>(sum)), sum);
        }
      }
    }
  } else {
    for (Eigen::Index j = 0; j < dim; ++j) {
      P sum = Set<P>(0);
      for (std::size_t k = 0; k < table.size; ++k) {
        const auto* W = table.component(k) + 1;
        const P weight = Set<P>(shape == Shape::isotropic ? W[0] : W[j]);
        sum = Fma(Mul(weight, Load<P>(factors + k * width)), coordinate(k, j), sum);
      }
      Store(sum, drift + static_cast<std::size_t>(j) * width);
    }
  }
}

/// One step of (27) in any dimension, n vectors at a time; see take_step.
template <Shape shape, int n, class D, class T = hn::TFromD<D>>
HWY_NOINLINE std::int64_t TakeStepWide(D, const ComponentTable<T>& table, const StepRequest<T>& request,
                                       const T* HWY_RESTRICT z, T* HWY_RESTRICT y) {
  using P = Pack<D, n>;
  const Eigen::Index dim = table.dimension;
  const std::size_t width = n * hn::Lanes(D());
  const auto factors = hwy::AllocateAligned<T>(table.size * width);
  const auto drift = hwy::AllocateAligned<T>(static_cast<std::size_t>(dim) * width);
  const T unit = T(-2 * 0.69314718055994530942);
  const P base_factor = Set<P>(unit * request.B * (T(1) + request.omega));
  const P reweighted_factor = Set<P>(-unit * request.B * request.omega);
  std::int64_t n_far = 0;
  for (std::int64_t i = 0; i < request.n_paths; i += static_cast<std::int64_t>(width)) {
    WideExponents<shape, P>(table, y + i, request.stride, factors.get());
    const WideLaws<P> laws = WideSums<P>(table, factors.get());
    n_far += CountFar(laws, request.n_counted - i);
    WideFactors(table, laws, Div(base_factor, laws.base_sum), Div(reweighted_factor, laws.reweighted_sum),
                factors.get());
    WideDrift<shape, P>(table, y + i, request.stride, factors.get(), drift.get());
    for (Eigen::Index j = 0; j < dim; ++j) {
      const P noise = Mul(Set<P>(request.S), Load<P>(z + j * request.stride + i));
      const P next = Fma(Set<P>(request.A), Load<P>(y + j * request.stride + i), noise);
      Store(Add(next, Load<P>(drift.get() + static_cast<std::size_t>(j) * width)), y + j * request.stride + i);
    }
  }
  return n_far;
}

/// log(p^J_t / p_t) at every point; see log_ratio.
template <Shape shape, int n, class D, class T = hn::TFromD<D>>
HWY_NOINLINE void LogRatioWide(D, const ComponentTable<T>& table, std::int64_t n_paths, std::int64_t stride,
                               const T* HWY_RESTRICT y, T* HWY_RESTRICT log_ratio) {
  using P = Pack<D, n>;
  const std::size_t width = n * hn::Lanes(D());
  const auto exponents = hwy::AllocateAligned<T>(table.size * width);
  for (std::int64_t i = 0; i < n_paths; i += static_cast<std::int64_t>(width)) {
    WideExponents<shape, P>(table, y + i, stride, exponents.get());
    const WideLaws<P> laws = WideSums<P>(table, exponents.get());
    const P known =
        Fma(Sub(laws.reweighted_power, laws.base_power), Set<P>(T(0.69314718055994530942)), Set<P>(T(table.log_scale)));
    Store(Add(Sub(Log(laws.reweighted_sum), Log(laws.base_sum)), known), log_ratio + i);
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
