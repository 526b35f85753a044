#pragma once

#include <string>
#include <vector>

namespace plumbline {

/// The one of `names` that `word` is most likely a slip of: the fewest letters to insert, remove, replace or swap with
/// a neighbour, and at most a third of the word; or that begins with it. Empty if none.
std::string nearest(const std::string& word, const std::vector<std::string>& names);

}  // namespace plumbline
