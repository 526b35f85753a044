#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

#include "theory/base/quantities.hpp"

namespace plumbline {

/// A stream of uniforms and normals that is the same everywhere for the same seed: std::mt19937_64, whose output the
/// standard fixes, and Box and Muller's transform (those of the standard library differ from one to the next). For
/// training sets and random fields; the samplers of sim/ have their own, counter-based numbers.
class SeededRandom {
 public:
  explicit SeededRandom(Seed seed) : engine_(seed.value) {}

  /// In (0, 1).
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }
  /// 0 .. n - 1.
  std::int64_t index(std::int64_t n) { return static_cast<std::int64_t>(uniform() * static_cast<double>(n)); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace plumbline
