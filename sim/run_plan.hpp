#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "sim/ensemble.hpp"

namespace plumbline {

/// How the paths of a run are cut into blocks, and whether it can run at all.

/// Throws InputError for paths that cannot be numbered, no steps or no components.
void require_runnable(const GuidedPair& pair, std::size_t n_steps, const EnsembleOptions& options);

std::int64_t block_count(const EnsembleOptions& options);
/// The paths of a block: its first path, and how many there are.
std::pair<std::int64_t, std::int64_t> block_paths(const EnsembleOptions& options, std::int64_t block);

}  // namespace plumbline
