#include "theory/integrability/first_finite_steps.hpp"

#include <vector>

namespace plumbline {
namespace {

constexpr std::int64_t every_one_up_to = 256;
constexpr std::int64_t largest_tried = 16384;

/// Every N up to 256, then 5/4, 6/4, 7/4, 8/4 of each power of two.
std::vector<std::int64_t> numbers_tried(std::int64_t smallest) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t n = smallest; n <= every_one_up_to; ++n) numbers.push_back(n);
  for (std::int64_t octave = every_one_up_to; octave < largest_tried; octave *= 2) {
    for (std::int64_t quarter = 5; quarter <= 8; ++quarter) numbers.push_back(octave * quarter / 4);
  }
  return numbers;
}

bool has_member(const ChainFamily& family, StepCount steps) {
  return grid_if_any(family.schedule, steps, family.limit.t0, family.limit.tend).has_value();
}

}  // namespace

Chain chain_with(const ChainFamily& family, StepCount steps) {
  const LimitSpec& limit = family.limit;
  return {make_grid(family.schedule, steps, limit.t0, limit.tend), family.scheme, limit.guidance, limit.start};
}

std::optional<StepCount> first_finite_steps(const GuidedPair& pair, const ChainFamily& family, double q) {
  LimitSpec limit = family.limit;
  limit.noise_share = noise_share(family.scheme);
  if (!limit_integrability(pair, limit, q).finite) return std::nullopt;
  const auto is_finite = [&](std::int64_t n) { return integrability(pair, chain_with(family, {n}), q).finite; };
  std::vector<std::int64_t> numbers = numbers_tried(family.schedule == Schedule::li ? 2 : 1);
  std::erase_if(numbers, [&](std::int64_t n) { return !has_member(family, {n}); });
  std::size_t i = numbers.size();
  while (i > 0 && is_finite(numbers[i - 1])) --i;
  if (i == numbers.size()) return std::nullopt;
  if (i == 0) return StepCount{numbers.front()};
  std::int64_t infinite = numbers[i - 1];
  std::int64_t finite = numbers[i];
  while (finite - infinite > 1) {
    const std::int64_t middle = infinite + (finite - infinite) / 2;
    (is_finite(middle) ? finite : infinite) = middle;
  }
  return StepCount{finite};
}

}  // namespace plumbline
