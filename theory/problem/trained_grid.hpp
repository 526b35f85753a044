#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline {

/// The grid of noise levels on which networks are trained, 1000 steps of variance beta_k, thinned to N steps for
/// sampling: what diffusers' DDIMScheduler and its kin execute. abar_k = prod_{i <= k} (1 - beta_i) is the reverse time
/// t of timestep k = 0 .. 999.
struct TrainedGrid {
  enum class Betas {
    linear,         ///< beta from 1e-4 to 0.02 (Ho et al. 2020)
    scaled_linear,  ///< sqrt(beta) linear, beta from 0.00085 to 0.012 (latent diffusion)
    cosine          ///< abar(s) = cos^2((s + 0.008) / 1.008 pi/2), beta capped at 0.999 (Nichol & Dhariwal 2021)
  };
  enum class Spacing {
    leading,   ///< timesteps 0, r, 2 r, .., r = floor(1000 / N), plus the offset
    trailing,  ///< 1000, 1000 - 1000/N, .., rounded, minus 1
    linspace   ///< N from 0 to 999, rounded
  };

  Betas betas = Betas::linear;
  Spacing spacing = Spacing::leading;
  int offset = 0;           ///< added to the timesteps of leading spacing
  bool zero_snr = false;    ///< sqrt(abar) shifted and scaled to 0 at the last timestep (Lin et al. 2024), there 2^-24
  bool to_minimum = false;  ///< the last step ends at abar_0 and not at t = 1

  auto operator<=>(const TrainedGrid&) const = default;
};

/// abar_0 .. abar_999.
std::vector<double> trained_levels(TrainedGrid::Betas betas, bool zero_snr);
/// The N timesteps, largest first. Throws InputError unless 1 <= N <= 1000 and all of them are timesteps.
std::vector<int> timesteps(const TrainedGrid& grid, std::int64_t n_steps);
/// t_0 .. t_N: abar at the timesteps, and the end.
std::vector<double> trained_times(const TrainedGrid& grid, std::int64_t n_steps);

/// "trained:scaled-linear,leading,1,zero-snr,sigma-min", the last three only where they are not 0 or false.
std::string name(const TrainedGrid& grid);
/// From what stands behind "trained:". Throws InputError on what it does not know.
TrainedGrid trained_grid_from(std::string_view parameters);

}  // namespace plumbline
