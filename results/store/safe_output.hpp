#pragma once

#include <string>
#include <vector>

namespace plumbline {

/// What a command is about to write.
enum class OutputKind {
  results,  ///< an HDF5 results file
  page,     ///< the web page of a report
  junit,    ///< JUnit XML
};

/// Refuses an output that would destroy something: a file that is one of `inputs` (by inode, whatever its name), or one
/// that exists, is not empty and is not of the kind that is about to be written. `force` lifts the second rule, never
/// the first. An empty path, one that begins like an option (`--out --json`)
/// and anything but a regular file are refused as well. To be called before any work.
/// InputError says what, where, and the mend. Inputs that are no files (names of built-in cases) do not count.
void require_safe_output(const std::string& path, const std::vector<std::string>& inputs, bool force,
                         OutputKind kind = OutputKind::results);

}  // namespace plumbline
