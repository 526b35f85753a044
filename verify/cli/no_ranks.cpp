#include "verify/cli/start_ranks.hpp"

namespace plumbline {

std::unique_ptr<Ranks> start_ranks() { return nullptr; }

}  // namespace plumbline
