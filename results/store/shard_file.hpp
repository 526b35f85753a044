#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "results/store/file.hpp"
#include "results/store/unit_rows.hpp"

namespace plumbline {

/// What one shard of a run leaves in its results file: rows of its units, and what the whole run is.
struct ShardPart {
  std::int64_t index = 1;          ///< from 1 to count
  std::int64_t count = 1;
  std::string command;             ///< the whole run as a shell line, without how it prints and where it writes
  std::string identity;            ///< what all rows depend on besides cases, seeds and commit
  std::vector<std::string> units;  ///< of the whole run, in order
  UnitRows rows;
};

/// The tables of a shard: its rows, and `shard` [unit], which names every unit of the run and the shard that has it.
std::vector<std::pair<std::string, Table>> shard_tables(const ShardPart& part);

/// The shard to which the unit of that place belongs, from 1 to `count`: unit 0 to shard 1, unit 1 to shard 2 ...
inline std::int64_t shard_of(std::size_t unit, std::int64_t count) {
  return static_cast<std::int64_t>(unit) % count + 1;
}

/// Whether the file is one of a shard.
bool is_shard(const Results& results);

/// A whole run put together from its shards, in any order.
struct JoinedShards {
  Provenance provenance;  ///< of the first file
  std::string command;
  std::string identity;
  UnitRows rows;
};

/// All rows that are in these files, be they shards, partial files or both of one run by one build; its command is not
/// known then. Units may be missing, or be in several files. InputError where the files do not belong together.
JoinedShards joined_rows(const std::vector<std::string>& paths, const std::vector<Results>& files);

/// InputError in one line, with the names of the files in `paths`, where they are not the shards of one run by one
/// build, where two have the same unit, and where a unit is missing.
JoinedShards joined_shards(const std::vector<std::string>& paths, const std::vector<Results>& files);

}  // namespace plumbline
