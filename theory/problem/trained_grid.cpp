#include "theory/problem/trained_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "theory/base/input_error.hpp"
#include "theory/base/names.hpp"
#include "theory/problem/name_parameters.hpp"

namespace plumbline {
namespace {

constexpr int n_trained = 1000;
constexpr double nearly_no_signal = 0x1p-24;  // as in diffusers: the score needs t > 0

using Betas = TrainedGrid::Betas;
using Spacing = TrainedGrid::Spacing;

constexpr std::array<Named<Betas>, 3> beta_names = {{
    {Betas::linear, "linear"},
    {Betas::scaled_linear, "scaled-linear"},
    {Betas::cosine, "cosine"},
}};
constexpr std::array<Named<Spacing>, 3> spacing_names = {{
    {Spacing::leading, "leading"},
    {Spacing::trailing, "trailing"},
    {Spacing::linspace, "linspace"},
}};

/// The i-th of n numbers from first to last.
double between(double first, double last, int i, int n) { return first + (last - first) * i / (n - 1); }

double beta(Betas betas, int k) {
  const auto cosine = [](double s) { return std::pow(std::cos((s + 0.008) / 1.008 * std::numbers::pi / 2.0), 2); };
  switch (betas) {
    case Betas::linear:
      return between(1e-4, 0.02, k, n_trained);
    case Betas::scaled_linear:
      return std::pow(between(std::sqrt(0.00085), std::sqrt(0.012), k, n_trained), 2);
    case Betas::cosine:
      break;
  }
  const double n = n_trained;
  return std::min(1.0 - cosine((k + 1) / n) / cosine(k / n), 0.999);
}

}  // namespace

std::vector<double> trained_levels(Betas betas, bool zero_snr) {
  std::vector<double> abar(n_trained);
  double product = 1.0;
  for (int k = 0; k < n_trained; ++k) abar[static_cast<std::size_t>(k)] = product *= 1.0 - beta(betas, k);
  if (!zero_snr) return abar;
  const double first = std::sqrt(abar.front());
  const double last = std::sqrt(abar.back());
  for (double& level : abar) level = std::pow((std::sqrt(level) - last) * first / (first - last), 2);
  abar.back() = nearly_no_signal;
  return abar;
}

std::vector<int> timesteps(const TrainedGrid& grid, std::int64_t n_steps) {
  if (n_steps < 1 || n_steps > n_trained) {
    throw InputError(fmt::format("{} steps of a grid of {}", n_steps, n_trained), "schedule",
                     fmt::format("ask for 1 to {} steps", n_trained));
  }
  const auto n = static_cast<int>(n_steps);
  std::vector<int> steps;
  for (int i = 0; i < n; ++i) {
    switch (grid.spacing) {
      case Spacing::leading:
        steps.push_back((n - 1 - i) * (n_trained / n) + grid.offset);
        break;
      case Spacing::trailing:
        steps.push_back(static_cast<int>(std::nearbyint(n_trained - i * (static_cast<double>(n_trained) / n))) - 1);
        break;
      case Spacing::linspace:
        steps.push_back(n == 1 ? 0 : static_cast<int>(std::nearbyint(between(0.0, n_trained - 1.0, n - 1 - i, n))));
        break;
    }
  }
  if (steps.front() >= n_trained) {
    throw InputError(fmt::format("timestep {} of a grid of {}", steps.front(), n_trained), "schedule",
                     "give a smaller offset or fewer steps");
  }
  return steps;
}

std::vector<double> trained_times(const TrainedGrid& grid, std::int64_t n_steps) {
  const std::vector<double> abar = trained_levels(grid.betas, grid.zero_snr);
  std::vector<double> times;
  for (const int k : timesteps(grid, n_steps)) times.push_back(abar[static_cast<std::size_t>(k)]);
  times.push_back(grid.to_minimum ? abar.front() : 1.0);
  return times;
}

std::string name(const TrainedGrid& grid) {
  std::string text =
      fmt::format("trained:{},{}", name_of(grid.betas, beta_names), name_of(grid.spacing, spacing_names));
  if (grid.offset != 0) text += fmt::format(",{}", grid.offset);
  if (grid.zero_snr) text += ",zero-snr";
  if (grid.to_minimum) text += ",sigma-min";
  return text;
}

TrainedGrid trained_grid_from(std::string_view parameters) {
  const std::vector<std::string_view> words = split(parameters, ',');
  if (words.size() < 2) {
    throw InputError(fmt::format("\"trained:{}\" is not complete", parameters), "schedule",
                     "write trained:BETAS,SPACING[,OFFSET][,zero-snr][,sigma-min]");
  }
  TrainedGrid grid{from_name(words[0], beta_names, "betas"), from_name(words[1], spacing_names, "spacing")};
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (words[i] == "zero-snr") {
      grid.zero_snr = true;
    } else if (words[i] == "sigma-min") {
      grid.to_minimum = true;
    } else {
      const double offset = number_in(words[i], parameters, "schedule");
      if (!(0.0 <= offset && offset < n_trained) || offset != std::floor(offset) || grid.spacing != Spacing::leading) {
        throw InputError(fmt::format("the offset {} of {} spacing", words[i], words[1]), "schedule",
                         "give a whole number below 1000, with leading spacing");
      }
      grid.offset = static_cast<int>(offset);
    }
  }
  return grid;
}

}  // namespace plumbline
