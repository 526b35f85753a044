#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline {

/// Noise levels Sigma = sqrt((1 - t) / t) of the coordinates x / sqrt(t), as EDM and k-diffusion lay them: N from
/// sigma_max down to sigma_min, then 0 (t = 1).
struct SigmaGrid {
  double sigma_min = 0.002;
  double sigma_max = 80.0;
  double rho = 7.0;  ///< Sigma^(1/rho) is linear (Karras et al. 2022); 0: log Sigma is linear ("exponential")

  auto operator<=>(const SigmaGrid&) const = default;
};

/// t_0 .. t_N. Throws InputError unless N >= 1.
std::vector<double> sigma_times(const SigmaGrid& grid, std::int64_t n_steps);

/// "edm:0.002,80,7", or "edm-exponential:0.002,80".
std::string name(const SigmaGrid& grid);
/// From what stands behind "edm:" or "edm-exponential:". Throws InputError on values out of range.
SigmaGrid sigma_grid_from(std::string_view stem, std::string_view parameters);

}  // namespace plumbline
