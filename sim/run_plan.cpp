#include "sim/run_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "theory/base/input_error.hpp"

namespace plumbline {

void require_runnable(const GuidedPair& pair, std::size_t n_steps, const EnsembleOptions& options) {
  if (options.paths < 1) throw InputError(fmt::format("paths {}", options.paths), "ensemble", "give paths >= 1");
  if (n_steps == 0) throw InputError("no steps", "ensemble", "give at least one step");
  if (options.first_path < 0) {
    throw InputError(fmt::format("first path {}", options.first_path), "ensemble", "give a first path >= 0");
  }
  if (options.first_path + options.paths > (std::int64_t{1} << 32)) {
    throw InputError("more than 2^32 paths in a stream", "ensemble", "use another stream");
  }
  if (pair.components.empty()) throw InputError("no components", "ensemble", "give at least one component");
}

std::int64_t block_count(const EnsembleOptions& options) {
  return (options.paths + paths_per_block - 1) / paths_per_block;
}

std::pair<std::int64_t, std::int64_t> block_paths(const EnsembleOptions& options, std::int64_t block) {
  const std::int64_t offset = block * paths_per_block;
  return {options.first_path + offset, std::min(paths_per_block, options.paths - offset)};
}

}  // namespace plumbline
