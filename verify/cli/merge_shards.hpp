#pragma once

#include <string>
#include <vector>

#include "results/store/file.hpp"
#include "verify/cli/exit_status.hpp"

namespace plumbline {

/// Where a run that is put together from shards goes.
struct ShardMerge {
  std::string out;
  std::string junit;  ///< of verify; empty: none
  bool force = false;
  bool json = false;
};

/// Joins the shards of one run: writes what the run itself would have written, prints what it would have printed, and
/// returns its exit status. The command that the shards name is run with all rows there: no unit is computed. Case
/// files must be where they were for the shards, seen from the present folder. InputError says why files do not belong
/// together.
ExitStatus merge_shards(const std::vector<std::string>& paths, const std::vector<Results>& files,
                        const ShardMerge& merge);

/// The same for a run that is to go on another way: every row in the files goes to `OUT.partial`.
ExitStatus gather_rows(const std::vector<std::string>& paths, const std::vector<Results>& files, const std::string& out);

}  // namespace plumbline
