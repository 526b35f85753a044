// Several Highway vectors worked on in step; included once a target (no #pragma once, by Highway's convention).
#if defined(PLUMBLINE_SIM_SIMD_PACK_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_PACK_INL_HPP
#undef PLUMBLINE_SIM_SIMD_PACK_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_PACK_INL_HPP
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// n vectors of tag D. Every operation is applied to all of them before the next one begins: the chains of dependent
/// operations of n vectors then run side by side, where a processor alone could not look far enough ahead.
template <class D, int n>
struct Pack {
  using Tag = D;
  using T = hn::TFromD<D>;
  using V = hn::Vec<D>;
  static constexpr int count = n;
  V v[n];
};

template <class D>
using SignedTag = hn::RebindToSigned<D>;
template <class D>
using UnsignedTag = hn::RebindToUnsigned<D>;

template <class P>
HWY_INLINE P Set(typename P::T x) {
  P result;
  for (auto& v : result.v) v = hn::Set(typename P::Tag(), x);
  return result;
}

template <class P>
HWY_INLINE P Load(const typename P::T* from) {
  P result;
  for (int i = 0; i < P::count; ++i) {
    result.v[i] = hn::LoadU(typename P::Tag(), from + static_cast<std::size_t>(i) * hn::Lanes(typename P::Tag()));
  }
  return result;
}

template <class D, int n>
HWY_INLINE void Store(const Pack<D, n>& x, hn::TFromD<D>* to) {
  for (int i = 0; i < n; ++i) hn::StoreU(x.v[i], D(), to + static_cast<std::size_t>(i) * hn::Lanes(D()));
}

/// f(0), ..., f(n - 1) with indices known to the compiler, which keeps arrays of packs in registers: where a loop is
/// left to be unrolled late they are spilled.
template <int n, class F>
HWY_INLINE void Unroll(const F& f) {
  [&]<std::size_t... i>(std::index_sequence<i...>) HWY_ATTR { (f(std::integral_constant<std::size_t, i>()), ...); }
  (std::make_index_sequence<n>());
}

#define PLUMBLINE_PACK_BINARY(NAME)                                \
  template <class D, int n>                                        \
  HWY_INLINE Pack<D, n> NAME(Pack<D, n> a, const Pack<D, n>& b) {  \
    for (int i = 0; i < n; ++i) a.v[i] = hn::NAME(a.v[i], b.v[i]); \
    return a;                                                      \
  }
PLUMBLINE_PACK_BINARY(Add)
PLUMBLINE_PACK_BINARY(Sub)
PLUMBLINE_PACK_BINARY(Mul)
PLUMBLINE_PACK_BINARY(Div)
PLUMBLINE_PACK_BINARY(Min)
PLUMBLINE_PACK_BINARY(Max)
PLUMBLINE_PACK_BINARY(And)
PLUMBLINE_PACK_BINARY(Or)
PLUMBLINE_PACK_BINARY(Xor)
#undef PLUMBLINE_PACK_BINARY

template <class D, int n>
HWY_INLINE Pack<D, n> Sqrt(Pack<D, n> a) {
  for (auto& v : a.v) v = hn::Sqrt(v);
  return a;
}

template <int bits, class D, int n>
HWY_INLINE Pack<D, n> ShiftLeft(Pack<D, n> a) {
  for (auto& v : a.v) v = hn::ShiftLeft<bits>(v);
  return a;
}

template <int bits, class D, int n>
HWY_INLINE Pack<D, n> ShiftRight(Pack<D, n> a) {
  for (auto& v : a.v) v = hn::ShiftRight<bits>(v);
  return a;
}

/// The same bits under another tag of equal size.
template <class To, class D, int n>
HWY_INLINE Pack<To, n> BitCast(const Pack<D, n>& a) {
  Pack<To, n> result;
  for (int i = 0; i < n; ++i) result.v[i] = hn::BitCast(To(), a.v[i]);
  return result;
}

/// a where the lowest bit of `selector` is set, else b.
template <class D, int n>
HWY_INLINE Pack<D, n> SelectByLowBit(const Pack<SignedTag<D>, n>& selector, const Pack<D, n>& a, const Pack<D, n>& b) {
  constexpr int to_sign = static_cast<int>(sizeof(hn::TFromD<D>)) * 8 - 1;
  Pack<D, n> result;
  for (int i = 0; i < n; ++i) {
    const auto sign = hn::BroadcastSignBit(hn::ShiftLeft<to_sign>(selector.v[i]));
    result.v[i] = hn::IfThenElse(hn::MaskFromVec(hn::BitCast(D(), sign)), a.v[i], b.v[i]);
  }
  return result;
}

/// mul x + add, rounded once on every target: lane by lane where there is no such instruction.
template <class D, int n>
HWY_INLINE Pack<D, n> Fma(const Pack<D, n>& mul, const Pack<D, n>& x, Pack<D, n> add) {
  for (int i = 0; i < n; ++i) {
#if HWY_NATIVE_FMA
    add.v[i] = hn::MulAdd(mul.v[i], x.v[i], add.v[i]);
#else
    HWY_ALIGN hn::TFromD<D> a[hn::MaxLanes(D())], b[hn::MaxLanes(D())], c[hn::MaxLanes(D())];
    hn::Store(mul.v[i], D(), a);
    hn::Store(x.v[i], D(), b);
    hn::Store(add.v[i], D(), c);
    for (std::size_t lane = 0; lane < hn::Lanes(D()); ++lane) c[lane] = std::fma(a[lane], b[lane], c[lane]);
    add.v[i] = hn::Load(D(), c);
#endif
  }
  return add;
}

/// add - mul x, rounded once.
template <class D, int n>
HWY_INLINE Pack<D, n> NegFma(const Pack<D, n>& mul, const Pack<D, n>& x, Pack<D, n> add) {
#if HWY_NATIVE_FMA
  for (int i = 0; i < n; ++i) add.v[i] = hn::NegMulAdd(mul.v[i], x.v[i], add.v[i]);
  return add;
#else
  return Fma(Xor(mul, Set<Pack<D, n> >(-0.0f)), x, add);
#endif
}

/// Ties the making of these values to this place: compilers, clang above all, move work to where they think it
/// cheapest, and undo the order that it was written in.
template <class D, int n>
HWY_INLINE void KeepHere(Pack<D, n>& a) {
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86
  for (auto& v : a.v) asm volatile("" : "+v"(v.raw));
#else
  (void)a;
#endif
}

/// Vector i of a pack, as a pack of one.
template <class D, int n>
HWY_INLINE Pack<D, 1> Single(const Pack<D, n>& a, std::size_t i) {
  return {{a.v[i]}};
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
