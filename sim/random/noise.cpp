#include "sim/random/noise.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "sim/path_block.hpp"
#include "sim/random/philox.hpp"

namespace plumbline {
namespace {

enum class Purpose : std::uint32_t { step = 0, start = 1, uniform = 2 };

PhiloxCounter draw(const NoiseSource& source, std::int64_t path, std::int64_t pair, Purpose purpose) {
  if (source.fault == Fault::repeated_blocks) path %= paths_per_block;
  return philox({static_cast<std::uint32_t>(path), source.stream, static_cast<std::uint32_t>(pair),
                 static_cast<std::uint32_t>(purpose)},
                {static_cast<std::uint32_t>(source.seed.value), static_cast<std::uint32_t>(source.seed.value >> 32)});
}

/// Strictly inside (0, 1), from 52 bits.
double uniform(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

void fill(const NoiseSource& source, std::int64_t first_path, std::int64_t first_index, Purpose purpose,
          Eigen::ArrayXXd& z) {
  for (Eigen::Index j = 0; j < z.cols(); ++j) {
    const std::int64_t index = first_index + j;
    for (Eigen::Index i = 0; i < z.rows(); ++i) {
      const PhiloxCounter words = draw(source, first_path + i, index / 2, purpose);
      const double radius = std::sqrt(-2.0 * std::log(uniform(words[0], words[1])));
      const double angle = 2.0 * std::numbers::pi * uniform(words[2], words[3]);
      z(i, j) = radius * (index % 2 == 0 ? std::cos(angle) : std::sin(angle));
    }
  }
}

}  // namespace

void fill_normals(const NoiseSource& source, std::int64_t first_path, std::int64_t step, Eigen::ArrayXXd& z) {
  fill(source, first_path, (source.fault == Fault::reused_numbers ? 0 : step) * z.cols(), Purpose::step, z);
}

void fill_start_normals(const NoiseSource& source, std::int64_t first_path, Eigen::ArrayXXd& z) {
  fill(source, first_path, 0, Purpose::start, z);
}

double start_uniform(const NoiseSource& source, std::int64_t path) {
  const PhiloxCounter words = draw(source, path, 0, Purpose::uniform);
  return uniform(words[0], words[1]);
}

}  // namespace plumbline
