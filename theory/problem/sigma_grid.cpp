#include "theory/problem/sigma_grid.hpp"

#include <fmt/format.h>

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/problem/name_parameters.hpp"

namespace plumbline {

std::vector<double> sigma_times(const SigmaGrid& grid, std::int64_t n_steps) {
  if (n_steps < 1) throw InputError(fmt::format("{} steps", n_steps), "schedule", "ask for one step or more");
  const bool exponential = grid.rho == 0.0;
  const auto clock = [&](double sigma) { return exponential ? std::log(sigma) : std::pow(sigma, 1.0 / grid.rho); };
  const double first = clock(grid.sigma_max);
  const double last = clock(grid.sigma_min);
  std::vector<double> times;
  for (std::int64_t i = 0; i < n_steps; ++i) {
    const double share = i == 0 ? 0.0 : static_cast<double>(i) / static_cast<double>(n_steps - 1);
    const double reading = first + share * (last - first);
    const double sigma = exponential ? std::exp(reading) : std::pow(reading, grid.rho);
    times.push_back(1.0 / (1.0 + sigma * sigma));
  }
  times.push_back(1.0);
  return times;
}

std::string name(const SigmaGrid& grid) {
  if (grid.rho == 0.0) return fmt::format("edm-exponential:{},{}", grid.sigma_min, grid.sigma_max);
  return fmt::format("edm:{},{},{}", grid.sigma_min, grid.sigma_max, grid.rho);
}

SigmaGrid sigma_grid_from(std::string_view stem, std::string_view parameters) {
  const bool exponential = stem == "edm-exponential";
  const std::vector<std::string_view> words = split(parameters, ',');
  if (words.size() != (exponential ? 2U : 3U)) {
    throw InputError(fmt::format("\"{}:{}\" has {} parameters", stem, parameters, words.size()), "schedule",
                     "write edm:SIGMA_MIN,SIGMA_MAX,RHO or edm-exponential:SIGMA_MIN,SIGMA_MAX");
  }
  const auto number = [&](std::size_t i) { return number_in(words[i], parameters, "schedule"); };
  const SigmaGrid grid{number(0), number(1), exponential ? 0.0 : number(2)};
  constexpr double largest = 1e6;
  if (!(0.0 < grid.sigma_min && grid.sigma_min < grid.sigma_max && grid.sigma_max <= largest) ||
      !(exponential || (0.0 < grid.rho && grid.rho <= 100.0))) {
    throw InputError(fmt::format("sigma from {} to {}, rho {}", grid.sigma_min, grid.sigma_max, grid.rho), "schedule",
                     "choose 0 < SIGMA_MIN < SIGMA_MAX <= 1e6 and 0 < RHO <= 100");
  }
  return grid;
}

}  // namespace plumbline
