#include "sim/random/philox.hpp"

#include <Random123/philox.h>

#include <cstdint>

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("Philox4x32-10 equals Random123 bit for bit", "[exact]") {
  std::uint64_t state = 12345;
  const auto next = [&state] {
    return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 32);
  };
  for (int i = 0; i < 100000; ++i) {
    const PhiloxCounter counter = {next(), next(), next(), next()};
    const PhiloxKey key = {next(), next()};
    const philox4x32_ctr_t expected =
        philox4x32_R(10, {{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    REQUIRE(philox(counter, key) == PhiloxCounter{expected.v[0], expected.v[1], expected.v[2], expected.v[3]});
  }
}

TEST_CASE("Philox4x32-10 gives the published vectors", "[exact]") {
  // Known answers of the Random123 distribution (kat_vectors).
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) == PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
}
