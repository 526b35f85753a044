#pragma once

#include <array>
#include <cstdint>

namespace plumbline {

/// Constants of Philox4x32-10, shared by the scalar form below and the vector form in normals-inl.hpp.
struct PhiloxConstants {
  static constexpr std::uint32_t multiplier_0 = 0xD2511F53u;
  static constexpr std::uint32_t multiplier_1 = 0xCD9E8D57u;
  static constexpr std::uint32_t weyl_0 = 0x9E3779B9u;
  static constexpr std::uint32_t weyl_1 = 0xBB67AE85u;
  static constexpr int rounds = 10;
};

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11): a keyed
/// bijection of 128-bit counters. Equal to Random123's philox4x32 bit for bit (philox_test.cpp).
constexpr PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < PhiloxConstants::rounds; ++round) {
    const std::uint64_t product_0 = std::uint64_t{PhiloxConstants::multiplier_0} * counter[0];
    const std::uint64_t product_1 = std::uint64_t{PhiloxConstants::multiplier_1} * counter[2];
    counter = {static_cast<std::uint32_t>(product_1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product_1),
               static_cast<std::uint32_t>(product_0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product_0)};
    key[0] += PhiloxConstants::weyl_0;
    key[1] += PhiloxConstants::weyl_1;
  }
  return counter;
}

}  // namespace plumbline
