#pragma once

#include <compare>
#include <cstdint>

namespace plumbline {

/// Distinct types for quantities that must not be mixed. They guard interfaces; inner loops unwrap them.

/// Reverse time t in (0, 1]: t = 1 is data, t -> 0 is noise (theory/README.md, section 1). Dimensionless.
struct Time {
  double value = 0.0;
  auto operator<=>(const Time&) const = default;
};

/// Noise level tau = 1 - t in [0, 1): tau = 0 is data. Dimensionless.
struct NoiseLevel {
  double value = 0.0;
  auto operator<=>(const NoiseLevel&) const = default;
};

/// The same instant on the other clock.
constexpr NoiseLevel noise_level(Time t) { return {1.0 - t.value}; }
constexpr Time reverse_time(NoiseLevel tau) { return {1.0 - tau.value}; }

/// Guidance scale w of equation (26); w = 0 is unguided. Any finite real.
struct GuidanceScale {
  double value = 0.0;
  auto operator<=>(const GuidanceScale&) const = default;
};

/// Number N of transitions of the discrete sampler (27), N >= 1.
struct StepCount {
  std::int64_t value = 0;
  auto operator<=>(const StepCount&) const = default;
};

/// Seed of a random stream; equal seeds give equal bits whatever the number of threads.
struct Seed {
  std::uint64_t value = 0;
  auto operator<=>(const Seed&) const = default;
};

}  // namespace plumbline
