#include "sim/noise.hpp"

#include "sim/memory/path_block.hpp"
#include "sim/random/philox.hpp"
#include "sim/simd/kernels.hpp"

namespace plumbline {
namespace {

enum class Purpose : std::uint32_t { step = 0, start = 1, uniform = 2 };

PhiloxKey key_of(const NoiseSource& source) {
  return {static_cast<std::uint32_t>(source.seed.value), static_cast<std::uint32_t>(source.seed.value >> 32)};
}

std::int64_t counted_path(const NoiseSource& source, std::int64_t path) {
  return source.fault == Fault::repeated_blocks ? path % paths_per_block : path;
}

/// Columns 0 ... 2 n_pairs - 1 of z: the normals of pairs first_pair ... of all paths.
void fill(const NoiseSource& source, Purpose purpose, std::int64_t first_path, std::int64_t n_paths,
          std::int64_t first_pair, AlignedArray& z) {
  const PhiloxKey key = key_of(source);
  fill_normals({{key[0], key[1]},
                source.stream,
                static_cast<std::uint32_t>(purpose),
                counted_path(source, first_path),
                first_pair,
                z.cols() / 2,
                n_paths,
                paths_per_block},
               z.array().data());
}

}  // namespace

NoiseWindow::NoiseWindow(const NoiseSource& source, std::int64_t first_path, std::int64_t n_paths,
                         Eigen::Index dimension)
    : source_(source),
      first_path_(first_path),
      n_paths_(n_paths),
      dimension_(dimension),
      steps_at_once_(dimension % 2 == 0 ? 1 : 2),
      z_(paths_per_block, steps_at_once_ * dimension) {}

const double* NoiseWindow::at(std::int64_t step) {
  if (source_.fault == Fault::reused_numbers) step = 0;
  const std::int64_t stretch = step / steps_at_once_;
  if (stretch != drawn_) {
    fill(source_, Purpose::step, first_path_, n_paths_, stretch * z_.cols() / 2, z_);
    drawn_ = stretch;
  }
  return z_.array().col(step % steps_at_once_ * dimension_).data();
}

Eigen::ArrayXXd start_normals(const NoiseSource& source, std::int64_t first_path, Eigen::Index dimension) {
  AlignedArray z(paths_per_block, dimension + dimension % 2);
  fill(source, Purpose::start, first_path, paths_per_block, 0, z);
  return z.array().leftCols(dimension);
}

double start_uniform(const NoiseSource& source, std::int64_t path) {
  const PhiloxCounter words = philox({static_cast<std::uint32_t>(counted_path(source, path)), source.stream, 0,
                                      static_cast<std::uint32_t>(Purpose::uniform)},
                                     key_of(source));
  const std::uint64_t bits = (std::uint64_t{words[0]} << 32 | words[1]) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

}  // namespace plumbline
