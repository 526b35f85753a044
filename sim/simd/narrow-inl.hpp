// The step of (27) in few dimensions on Highway vectors; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_NARROW_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_NARROW_INL_HPP
#undef PLUMBLINE_SIM_SIMD_NARROW_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_NARROW_INL_HPP
#endif

#include <hwy/highway.h>

#include <iterator>
#include <type_traits>

#include "sim/simd/component_table.hpp"
#include "sim/simd/kernels.hpp"
#include "sim/simd/score-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A step is chains of multiply-adds: an exponential is eleven of them, each of which waits for the one before. Four
// chains run side by side: a group of components at a pack of n vectors of paths. What comes before the next chains,
// their exponents, is written between the multiply-adds of these, since a processor does not look ahead far enough to
// find it there by itself.

/// Coordinates of one vector of paths, one vector after the other.
template <class P, class Dim, int capacity = Dim::capacity>
HWY_INLINE void LoadPoint(const typename P::T* from, Dim dim, P (&x)[capacity]) {
  for (int j = 0; j < dim; ++j) x[j] = Load<P>(from + static_cast<std::size_t>(j) * hn::Lanes(typename P::Tag()));
}

/// Exponents that are formed ahead of their exponentials. Chain g n + u is component g of a group at vector u of a
/// pack.
template <class D, int n, int group>
using Exponents = Exp2Argument<Pack<D, n * group>>;

/// A group of components and a pack of paths: constants of the components, and states of shape (n vectors, d).
template <class T>
struct Place {
  const T* numbers;
  const T* x;
};

/// Forms one chain of the exponents at a place.
template <Shape shape, int chain, class D, int n, int group, class Dim>
HWY_INLINE void FormExponent(Dim dim, const Place<hn::TFromD<D>>& place, Exponents<D, n, group>& exponents) {
  using P = Pack<D, 1>;
  const auto d = static_cast<std::size_t>(dim);
  P x[Dim::capacity];
  LoadPoint(place.x + chain % n * d * hn::Lanes(D()), dim, x);
  const Exp2Argument<P> l = ReduceForExp2(Exponent<shape>(place.numbers + chain / n * numbers_in(shape, d), dim, x));
  exponents.fraction.v[chain] = l.fraction.v[0];
  exponents.shifted.v[chain] = l.shifted.v[0];
}

/// Forms the chains from `chain` on.
template <Shape shape, int chain, class D, int n, int group, class Dim>
HWY_INLINE void FormExponents(Dim dim, const Place<hn::TFromD<D>>& place, Exponents<D, n, group>& exponents) {
  if constexpr (chain < n * group) {
    FormExponent<shape, chain, D, n, group>(dim, place, exponents);
    FormExponents<shape, chain + 1, D, n, group>(dim, place, exponents);
  }
}

/// Work between the multiply-adds of exponentials: forms the exponents of the next place, a chain a stage.
template <Shape shape, class D, int n, int group, class Dim>
struct FormNext {
  Dim dim;
  Place<hn::TFromD<D>> place;
  Exponents<D, n, group>& exponents;

  template <int stage>
  HWY_INLINE void operator()(std::integral_constant<int, stage>, Pack<D, n * group>& sum) const {
    KeepHere(sum);
    if constexpr (stage < n * group) FormExponent<shape, stage, D, n, group>(dim, place, exponents);
  }
};

/// A range of a table, in their order, and the components [first, end) in it; see ComponentTable.
enum class Range { common, own, mixed, rivals };
struct Components {
  std::size_t first;
  std::size_t end;
};

/// The states of a pack of paths, and the way from there to the pack that comes next.
template <class T>
struct States {
  const T* x;
  std::ptrdiff_t to_next;
};

/// What a step is taken from: a table, and the states of a pack of paths.
template <class T, class Dim>
struct From {
  const ComponentTable<T>& table;
  Dim dim;
  States<T> states;
};

/// Adds some components of one range to the sums that it belongs to, `group` at a time, which divides every range.
/// Their exponents are at hand in `ahead`, where those of the next group are left: at the end of the table, those of
/// the first group at the next pack of paths.
template <Shape shape, Range range, class D, int n, int group, class Dim, int capacity>
HWY_INLINE void AddComponents(const From<hn::TFromD<D>, Dim>& from, const Components& components,
                              Exponents<D, n, group>& ahead, PairSums<Pack<D, 1>, capacity> (&sums)[n]) {
  using T = hn::TFromD<D>;
  using P = Pack<D, 1>;
  static_assert(n * group < std::size(FormatTraits<T>::exp2), "a stage of the polynomial for every chain");
  const auto& [table, dim, states] = from;
  const auto d = static_cast<std::size_t>(dim);
  const std::size_t size = table.size, stride = numbers_in(shape, d);
  const T* const all = table.component(0);
  const T* numbers = table.component(components.first);
  for (std::size_t k = components.first; k < components.end; k += group, numbers += group * stride) {
    const bool is_last = k + group == size;
    const Place<T> place{is_last ? all : numbers + group * stride, states.x + (is_last ? states.to_next : 0)};
    Exponents<D, n, group> next;
    const auto powers = Exp2(ahead, FormNext<shape, D, n, group, Dim>{dim, place, next});
    HWY_UNROLL(16)  // here and below: or g++ keeps what belongs to a chain in memory
    for (std::size_t chain = 0; chain < n * group; ++chain) {
      const std::size_t g = chain / n, u = chain % n;
      P x[capacity];
      LoadPoint(states.x + u * d * hn::Lanes(D()), dim, x);
      P e = Single(powers, chain);
      if constexpr (range == Range::mixed || range == Range::rivals) {
        AddComponent<shape>(numbers + g * stride, dim, e, x, sums[u].reweighted);
      }
      if constexpr (range == Range::mixed) e = Mul(e, Set<P>(table.alpha[k + g - table.own]));
      if constexpr (range != Range::rivals) AddComponent<shape>(numbers + g * stride, dim, e, x, sums[u].base);
      ahead.fraction.v[chain] = next.fraction.v[chain];
      ahead.shifted.v[chain] = next.shifted.v[chain];
    }
  }
}

/// The constants of the update Y' = A Y + B (s + omega (s - s^J)) + S Z. In the shape `shared`, where B (...) holds a
/// multiple of x = scale y, it is part of A.
template <Shape shape, class T, int capacity>
struct Update {
  Update(const ComponentTable<T>& table, const StepRequest<T>& request) : factors(request), S(request.S) {
    for (std::size_t j = 0; j < static_cast<std::size_t>(table.dimension); ++j) {
      A[j] = request.A;
      if constexpr (shape == Shape::shared) {
        A[j] += factors.unit * table.scale[j] * table.scale[j];
        minus_scale[j] = -table.scale[j];
      }
    }
  }

  DriftFactors<T> factors;
  T A[capacity];
  T minus_scale[capacity];  ///< in the shape `shared` alone
  T S;
};

/// The noise of one vector of paths, and the states that it moves; their coordinates are `stride` apart.
template <class T>
struct Moved {
  const T* z;
  T* y;
  std::int64_t stride;
};

/// Y' of one vector of paths.
template <Shape shape, class P, class Dim, int capacity>
HWY_INLINE void TakeUpdate(Dim dim, const Update<shape, typename P::T, capacity>& update,
                           const PairSums<P, capacity>& sums, const Moved<typename P::T>& moved) {
  const auto [z, y, stride] = moved;
  const P over_product = Div(Set<P>(1), Product(sums));
  const P of_base = Mul(Set<P>(update.factors.base), sums.reweighted.sum);
  const P of_reweighted = Mul(Set<P>(update.factors.reweighted), sums.base.sum);
  for (int j = 0; j < dim; ++j) {
    const P drift = Fma(of_reweighted, sums.reweighted.slope[j], Mul(of_base, sums.base.slope[j]));
    const P noise = Mul(Set<P>(update.S), Load<P>(z + j * stride));
    const P rest = Fma(Set<P>(update.A[j]), Load<P>(y + j * stride), noise);
    P to_drift = over_product;
    if constexpr (shape == Shape::shared) to_drift = Mul(to_drift, Set<P>(update.minus_scale[j]));
    Store(Fma(drift, to_drift, rest), y + j * stride);
  }
}

/// The same where some paths are far from everything. Returns how many of the first n_counted are.
template <Shape shape, class D, class Dim, int capacity, class T = hn::TFromD<D>>
HWY_NOINLINE std::int64_t TakeFarUpdate(const From<T, Dim>& from, std::int64_t n_counted,
                                        const Update<shape, T, capacity>& update, PairSums<Pack<D, 1>, capacity>& sums,
                                        const Moved<T>& moved) {
  Pack<D, 1> x[capacity];
  LoadPoint(from.states.x, from.dim, x);
  const std::int64_t n_far = ReplaceFarLanes<shape>(from.table, from.dim, x, n_counted, sums);
  TakeUpdate(from.dim, update, sums, moved);
  return n_far;
}

/// Copies the states of n vectors of paths into x, shape (n vectors, d), in units of the scale if there is one.
template <Shape shape, int n, class D, class Dim, class T = hn::TFromD<D>>
HWY_INLINE void LoadStates(Dim dim, const ComponentTable<T>& table, const T* y, std::int64_t stride, T* x) {
  using P = Pack<D, 1>;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  HWY_UNROLL(16)
  for (int u = 0; u < n; ++u) {
    for (int j = 0; j < dim; ++j) {
      P state = Load<P>(y + j * stride + u * lanes);
      if constexpr (shape == Shape::shared) state = Mul(state, Set<P>(table.scale[static_cast<std::size_t>(j)]));
      Store(state, x + (u * dim + j) * lanes);
    }
  }
}

/// One step of (27) with sums in registers, n vectors of paths and `group` components at a time; see take_step.
template <Shape shape, int n, int group, class D, class Dim, class T = hn::TFromD<D>>
HWY_NOINLINE std::int64_t TakeStepNarrow(Dim dim, const ComponentTable<T>& table, const StepRequest<T>& request,
                                         const T* HWY_RESTRICT z, T* HWY_RESTRICT y) {
  using P = Pack<D, 1>;
  constexpr int capacity = Dim::capacity;
  const Update<shape, T, capacity> update(table, request);
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  const std::int64_t width = n * lanes;
  // The states of this pack of paths, and of the next one, in turn.
  constexpr std::ptrdiff_t half = n * hn::MaxLanes(D()) * capacity;
  HWY_ALIGN T states[2 * half];
  std::ptrdiff_t at = 0;
  LoadStates<shape, n, D>(dim, table, y, request.stride, states);
  Exponents<D, n, group> ahead;
  FormExponents<shape, 0, D, n, group>(dim, {table.component(0), states}, ahead);
  std::int64_t n_far = 0;
  for (std::int64_t i = 0; i < request.n_paths; i += width, at = half - at) {
    const From<T, Dim> now{table, dim, {states + at, half - 2 * at}};
    const std::int64_t next = i + width < request.n_paths ? i + width : i;
    LoadStates<shape, n, D>(dim, table, y + next, request.stride, states + half - at);
    PairSums<P, capacity> sums[n];
    HWY_UNROLL(16)
    for (auto& of_vector : sums) SetZero(of_vector.base);
    AddComponents<shape, Range::common, D, n, group>(now, {0, table.common}, ahead, sums);
    HWY_UNROLL(16)
    for (auto& of_vector : sums) of_vector.reweighted = of_vector.base;
    AddComponents<shape, Range::own, D, n, group>(now, {table.common, table.own}, ahead, sums);
    AddComponents<shape, Range::mixed, D, n, group>(now, {table.own, table.mixed}, ahead, sums);
    AddComponents<shape, Range::rivals, D, n, group>(now, {table.mixed, table.size}, ahead, sums);
    P smallest = Product(sums[0]);
    HWY_UNROLL(16)
    for (int u = 1; u < n; ++u) smallest = Min(smallest, Product(sums[u]));
    if (HWY_LIKELY(hn::AllFalse(D(), hn::Lt(smallest.v[0], hn::Set(D(), far_sum<T>))))) {
      HWY_UNROLL(16)
      for (int u = 0; u < n; ++u) {
        TakeUpdate(dim, update, sums[u], {z + i + u * lanes, y + i + u * lanes, request.stride});
      }
    } else {
      HWY_UNROLL(16)
      for (int u = 0; u < n; ++u) {
        // A copy, so that what the rare call needs to have in memory may stay in registers everywhere else.
        PairSums<P, capacity> copy = sums[u];
        const From<T, Dim> vector{table, dim, {now.states.x + u * dim * lanes, 0}};
        n_far += TakeFarUpdate<shape, D>(vector, request.n_counted - i - u * lanes, update, copy,
                                         Moved<T>{z + i + u * lanes, y + i + u * lanes, request.stride});
      }
    }
  }
  return n_far;
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
