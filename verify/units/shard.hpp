#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace plumbline {

/// Which part of a run a process does: units i - 1, i - 1 + n, i - 1 + 2n ... for `--shard i/n`.
struct Shard {
  std::int64_t index = 1;  ///< i, from 1 to count
  std::int64_t count = 1;  ///< n

  /// Places of the units of this shard among `n_units`.
  std::vector<std::size_t> places(std::size_t n_units) const;
};

/// Reads "2/5". Throws InputError on anything but i/n with 1 <= i <= n <= 1000000.
Shard shard_from_text(std::string_view text);

}  // namespace plumbline
