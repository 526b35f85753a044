// Philox4x32-10 and normal numbers on Highway vectors; included once a target.
#if defined(PLUMBLINE_SIM_SIMD_NORMALS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef PLUMBLINE_SIM_SIMD_NORMALS_INL_HPP
#undef PLUMBLINE_SIM_SIMD_NORMALS_INL_HPP
#else
#define PLUMBLINE_SIM_SIMD_NORMALS_INL_HPP
#endif

#include <hwy/highway.h>

#include "sim/random/philox.hpp"
#include "sim/simd/kernels.hpp"
#include "sim/simd/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace plumbline::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The 64-bit products of the low halves of 64-bit lanes.
template <class D, int n>
HWY_INLINE Pack<D, n> MultiplyLow32(const Pack<D, n>& a, const Pack<D, n>& b) {
  Pack<D, n> product;
  for (int i = 0; i < n; ++i) {
#if HWY_TARGET == HWY_SCALAR
    product.v[i] = hn::Set(D(), (hn::GetLane(a.v[i]) & 0xFFFFFFFFu) * (hn::GetLane(b.v[i]) & 0xFFFFFFFFu));
#else
    const hn::Repartition<std::uint32_t, D> half;
    product.v[i] = hn::MulEven(hn::BitCast(half, a.v[i]), hn::BitCast(half, b.v[i]));
#endif
  }
  return product;
}

/// The four words of Philox4x32-10 for one path a lane, each in the low half of a 64-bit lane; the high halves hold
/// left-overs of the products.
template <class P>
HWY_INLINE void PhiloxWords(const P& path, const NormalsRequest& request, std::uint32_t pair, P (&word)[4]) {
  const P multiplier_0 = Set<P>(PhiloxConstants::multiplier_0);
  const P multiplier_1 = Set<P>(PhiloxConstants::multiplier_1);
  word[0] = path;
  word[1] = Set<P>(request.stream);
  word[2] = Set<P>(pair);
  word[3] = Set<P>(request.purpose);
  std::uint32_t key_0 = request.key[0];
  std::uint32_t key_1 = request.key[1];
  for (int round = 0; round < PhiloxConstants::rounds; ++round) {
    const P product_0 = MultiplyLow32(word[0], multiplier_0);
    const P product_1 = MultiplyLow32(word[2], multiplier_1);
    word[0] = Xor(ShiftRight<32>(product_1), Xor(word[1], Set<P>(key_0)));
    word[1] = product_1;
    word[2] = Xor(ShiftRight<32>(product_0), Xor(word[3], Set<P>(key_1)));
    word[3] = product_0;
    key_0 += PhiloxConstants::weyl_0;
    key_1 += PhiloxConstants::weyl_1;
  }
}

/// (k + 1/2) 2^-52 with the 52 high bits k of (high, low): uniform strictly inside (0, 1).
template <class D, int n>
HWY_INLINE Pack<D, n> UniformFromWords(const Pack<UnsignedTag<D>, n>& high, const Pack<UnsignedTag<D>, n>& low) {
  using P = Pack<D, n>;
  using PU = Pack<UnsignedTag<D>, n>;
  const PU bits = Or(ShiftLeft<32>(high), And(low, Set<PU>(0xFFFFFFFFu)));
  const PU from_one_to_two = Or(ShiftRight<12>(bits), Set<PU>(0x3FF0000000000000u));
  return Sub(BitCast<D>(from_one_to_two), Set<P>(1.0 - 0x1p-53));
}

/// Fills columns 2p and 2p + 1 of z with the normals of pair first_pair + p, for p < n_pairs; see NormalsRequest.
template <int n, class D>
HWY_INLINE void FillNormals(D, const NormalsRequest& request, double* HWY_RESTRICT z) {
  using P = Pack<D, n>;
  using PU = Pack<UnsignedTag<D>, n>;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(D()));
  // Outside of the loop: g++ writes a vector of consecutive numbers lane by lane into memory.
  const auto lane_numbers = hn::Iota(UnsignedTag<D>(), 0);
  for (std::int64_t p = 0; p < request.n_pairs; ++p) {
    double* HWY_RESTRICT first_column = z + (2 * p) * request.stride;
    double* HWY_RESTRICT second_column = first_column + request.stride;
    const auto pair = static_cast<std::uint32_t>(request.first_pair + p);
    for (std::int64_t i = 0; i < request.n_paths; i += n * lanes) {
      PU path;
      for (int u = 0; u < n; ++u) {
        const auto first_lane = static_cast<std::uint64_t>(request.first_path + i + u * lanes);
        path.v[u] = hn::Add(hn::Set(UnsignedTag<D>(), first_lane), lane_numbers);
      }
      PU word[4];
      PhiloxWords(path, request, pair, word);
      // The Box-Muller pair of two uniforms.
      const P minus_two = Set<P>(-2);
      const P radius = Sqrt(Mul(minus_two, Log(UniformFromWords<D>(word[0], word[1]))));
      P sine, cosine;
      SinCosTurn(UniformFromWords<D>(word[2], word[3]), sine, cosine);
      Store(Mul(radius, cosine), first_column + i);
      Store(Mul(radius, sine), second_column + i);
    }
  }
}

}  // namespace plumbline::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
