#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline {

/// A list of times of one's own, from a file. The list is kept for the life of the process, so that this stays a small
/// value.
struct OwnTimes {
  const std::vector<double>* times = nullptr;
  const std::string* path = nullptr;

  auto operator<=>(const OwnTimes&) const = default;
};

/// Reads a file of N + 1 numbers, separated by blanks, commas or line ends; # begins a comment. The first word may say
/// what they are: `times` (reverse times t, increasing; so it is without a word), `sigmas` (Sigma = sqrt((1 - t) / t),
/// decreasing, 0 for t = 1), or `timesteps BETAS` (of the training grid with these BETAS, decreasing, as in TrainedGrid;
/// t = 1 follows the last). Throws InputError on what cannot be read.
OwnTimes own_times_from(std::string_view path);

}  // namespace plumbline
