// Elementary functions on Highway vectors; included once a target (no #pragma once, by Highway's convention).
#if defined(PLUMBLINE_SIM_SIMD_MATH_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_MATH_INL_HPP
#undef PLUMBLINE_SIM_SIMD_MATH_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_MATH_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "sim/simd/pack-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Every function is built from single correctly rounded operations alone, fused multiply-add included, so that it
// returns the same bits on every target and for every number of lanes.

/// Horner's rule from the multiply-add number `stage` on; after_stage(stage, sum) is called after each of them.
template <int stage, class P, int n, class AfterStage>
HWY_INLINE void HornerFrom(P& sum, const P& x, const typename P::T (&c)[n], const AfterStage& after_stage) {
  if constexpr (stage + 1 < n) {
    sum = Fma(sum, x, Set<P>(c[n - 2 - stage]));
    after_stage(std::integral_constant<int, stage>(), sum);
    HornerFrom<stage + 1>(sum, x, c, after_stage);
  }
}

/// For polynomials that wait for nothing else.
struct NothingBetween {
  template <class Stage, class P>
  HWY_INLINE void operator()(Stage, const P&) const {}
};

/// c[0] + c[1] x + ... by Horner's rule. Independent work of after_stage is done while multiply-adds are under way.
template <class P, int n, class AfterStage = NothingBetween>
HWY_INLINE P Polynomial(const P& x, const typename P::T (&c)[n], const AfterStage& after_stage = {}) {
  P sum = Set<P>(c[n - 1]);
  HornerFrom<0>(sum, x, c, after_stage);
  return sum;
}

/// What depends on the precision: sizes of the format, and polynomials that are minimax to below 0.2 ulp.
template <class T>
struct FormatTraits;

template <>
struct FormatTraits<double> {
  using Int = std::int64_t;
  static constexpr int fraction_bits = 52;
  static constexpr double lowest_exponent = -1021.0;
  static constexpr double rounder = 0x1.8p52;  ///< adding it rounds to an integer, left in the low bits
  static constexpr Int sqrt_half_bits = 0x3FE6A09E667F3BCD;
  static constexpr double ln2_high = 0x1.62e42fefa39efp-1;
  static constexpr double ln2_low = 0x1.abc9e3b39803fp-56;
  /// (2^x - 1) / x on [-1/2, 1/2]
  static constexpr double exp2[] = {0x1.62e42fefa39efp-1,  0x1.ebfbdff82c598p-3,  0x1.c6b08d704a0c2p-5,
                                    0x1.3b2ab6fba1ddap-7,  0x1.5d87fe78a5276p-10, 0x1.430913096fd9fp-13,
                                    0x1.ffcbfc670dcd4p-17, 0x1.62bfd47773353p-20, 0x1.b524fae627834p-24,
                                    0x1.e6063f7217bc6p-28, 0x1.e9d3fe3952179p-32};
  /// (2 atanh(s) - 2 s) / s^3 in s^2, s <= 3 - 2 sqrt(2)
  static constexpr double log[] = {0x1.5555555555558p-1, 0x1.99999999952d7p-2, 0x1.2492492df281ap-2,
                                   0x1.c71c62e3f11e6p-3, 0x1.7462b51cb66b1p-3, 0x1.39fe51a7c18f9p-3,
                                   0x1.2b5900de53b32p-3};
  /// sin(pi r / 2) / r in r^2, |r| <= 1/2
  static constexpr double sin[] = {0x1.921fb54442d18p+0,  -0x1.4abbce625be41p-1, 0x1.466bc677587f8p-4,
                                   -0x1.32d2cce2e5b19p-8, 0x1.50782fda12d96p-13, -0x1.e30071afc3e59p-19,
                                   0x1.e3f38399551bfp-25};
  /// (cos(pi r / 2) - 1) / r^2 in r^2
  static constexpr double cos[] = {-0x1.3bd3cc9be45dep+0, 0x1.03c1f081b5ac0p-2,   -0x1.55d3c7e3cb241p-6,
                                   0x1.e1f5068688d5bp-11, -0x1.a6d1eef479be1p-16, 0x1.f9ce245cada0bp-22,
                                   -0x1.b2f3eb054afcdp-28};
};

template <>
struct FormatTraits<float> {
  using Int = std::int32_t;
  static constexpr int fraction_bits = 23;
  static constexpr float lowest_exponent = -125.0f;
  static constexpr float rounder = 0x1.8p23f;
  static constexpr Int sqrt_half_bits = 0x3F3504F3;
  static constexpr float ln2_high = 0x1.62e430p-1f;
  static constexpr float ln2_low = -0x1.05c610p-29f;
  static constexpr float exp2[] = {0x1.62e430p-1f, 0x1.ebfbe0p-3f,  0x1.c6af6cp-5f,
                                   0x1.3b2a54p-7f, 0x1.5f0890p-10f, 0x1.44138ap-13f};
  static constexpr float log[] = {0x1.55555cp-1f, 0x1.997c2ep-2f, 0x1.2ee656p-2f};
  static constexpr float sin[] = {0x1.921fb6p+0f, -0x1.4abbbap-1f, 0x1.465ec4p-4f, -0x1.2d9b40p-8f};
  static constexpr float cos[] = {-0x1.3bd3ccp+0f, 0x1.03c1eap-2f, -0x1.55cb98p-6f, 0x1.db6492p-11f};
};

/// x = integer + fraction with |fraction| <= 1/2: what Exp2 does before its polynomial.
template <class P>
struct Exp2Argument {
  P fraction;
  P shifted;  ///< the integer in its low bits
};

template <class D, int n>
HWY_INLINE Exp2Argument<Pack<D, n>> ReduceForExp2(Pack<D, n> x) {
  using P = Pack<D, n>;
  using Traits = FormatTraits<hn::TFromD<D>>;
  const P rounder = Set<P>(Traits::rounder);
  x = Max(x, Set<P>(Traits::lowest_exponent));
  const P shifted = Add(x, rounder);
  return {Sub(x, Sub(shifted, rounder)), shifted};
}

/// 2^x from its reduced x; after_stage as for Polynomial.
template <class D, int n, class AfterStage = NothingBetween>
HWY_INLINE Pack<D, n> Exp2(const Exp2Argument<Pack<D, n>>& x, const AfterStage& after_stage = {}) {
  using DI = SignedTag<D>;
  using Traits = FormatTraits<hn::TFromD<D>>;
  const auto power = Fma(Polynomial(x.fraction, Traits::exp2, after_stage), x.fraction, Set<Pack<D, n>>(1));
  const auto scale = ShiftLeft<Traits::fraction_bits>(BitCast<DI>(x.shifted));
  return BitCast<D>(Add(BitCast<DI>(power), scale));
}

/// 2^x, for x below the lowest exponent that value's power; x <= 127 (float), 1023 (double). Errors below 1 ulp in both
/// precisions. Base 2 because callers can fold log2(e) into constants of their own. x must not be NaN.
template <class D, int n>
HWY_INLINE Pack<D, n> Exp2(const Pack<D, n>& x) {
  return Exp2(ReduceForExp2(x));
}

/// log x (base e) for positive normal x; errors below 1 ulp. No zero, subnormal, infinity or NaN.
template <class D, int n>
HWY_INLINE Pack<D, n> Log(const Pack<D, n>& x) {
  using P = Pack<D, n>;
  using DI = SignedTag<D>;
  using PI = Pack<DI, n>;
  using Traits = FormatTraits<hn::TFromD<D>>;
  // x = 2^e m with m in [sqrt(1/2), sqrt(2)): e from the bits above those of sqrt(1/2).
  const PI bits = BitCast<DI>(x);
  const PI exponent = ShiftRight<Traits::fraction_bits>(Sub(bits, Set<PI>(Traits::sqrt_half_bits)));
  const P m = BitCast<D>(Sub(bits, ShiftLeft<Traits::fraction_bits>(exponent)));
  // The integer e as a real number: added to the low bits of the rounder, which is then taken off.
  const P rounder = Set<P>(Traits::rounder);
  const P e = Sub(BitCast<D>(Add(exponent, BitCast<DI>(rounder))), rounder);
  const P f = Sub(m, Set<P>(1));
  const P s = Div(f, Add(m, Set<P>(1)));
  const P z = Mul(s, s);
  // log m = f - s (f - z R(z)): f is exact, so that rounding stays below the last place near x = 1.
  const P tail = Mul(s, Sub(f, Mul(z, Polynomial(z, Traits::log))));
  const P low = Sub(Mul(e, Set<P>(Traits::ln2_low)), tail);
  return Fma(e, Set<P>(Traits::ln2_high), Add(f, low));
}

/// sine = sin(2 pi u), cosine = cos(2 pi u) for u in [0, 1]; errors below 1.5 ulp where the value exceeds 1/2, below
/// 0.75 epsilon in absolute terms elsewhere.
template <class D, int n>
HWY_INLINE void SinCosTurn(const Pack<D, n>& u, Pack<D, n>& sine, Pack<D, n>& cosine) {
  using P = Pack<D, n>;
  using DI = SignedTag<D>;
  using PI = Pack<DI, n>;
  using Traits = FormatTraits<hn::TFromD<D>>;
  constexpr int to_sign = static_cast<int>(sizeof(hn::TFromD<D>)) * 8 - 1;
  const P rounder = Set<P>(Traits::rounder);
  const P quarters = Mul(u, Set<P>(4));
  const P shifted = Add(quarters, rounder);
  const P r = Sub(quarters, Sub(shifted, rounder));  // exact, in quarter turns, |r| <= 1/2
  const PI quadrant = BitCast<DI>(shifted);          // its two low bits count the quarter turns taken off
  const P z = Mul(r, r);
  const P s = Mul(r, Polynomial(z, Traits::sin));
  const P c = Fma(z, Polynomial(z, Traits::cos), Set<P>(1));
  // Odd quadrants swap; sine changes sign in quadrants 2 and 3, cosine in 1 and 2.
  const P minus_zero = Set<P>(-0.0f);
  const P sine_sign = And(BitCast<D>(ShiftLeft<to_sign - 1>(quadrant)), minus_zero);
  const P cosine_sign = And(BitCast<D>(ShiftLeft<to_sign - 1>(Add(quadrant, Set<PI>(1)))), minus_zero);
  sine = Xor(SelectByLowBit(quadrant, c, s), sine_sign);
  cosine = Xor(SelectByLowBit(quadrant, s, c), cosine_sign);
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
