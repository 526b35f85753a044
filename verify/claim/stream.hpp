#pragma once

#include <cstdint>

namespace plumbline {

/// The random numbers of the claims: one stream each, so that no two of them share a draw. Numbers stay what they are
/// once given, or Monte Carlo results change.
enum class Stream : std::uint32_t {
  s1 = 1,
  s2 = 2,
  g3 = 3,
  s1_heavy = 4,  ///< observables without a fourth moment
  f1 = 11,
  f2 = 12,
  h1 = 13,
  d3_pilot = 300,
  d3 = 301,
  d4 = 400,
  s3 = 500,
  s3_in_space = 501,  ///< the same line laid into more dimensions
  s4 = 600
};

/// Its number, as the noise of sim/ counts them.
constexpr std::uint32_t number(Stream stream) { return static_cast<std::uint32_t>(stream); }

}  // namespace plumbline
