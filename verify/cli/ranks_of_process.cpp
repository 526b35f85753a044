#include "verify/cli/start_ranks.hpp"

namespace plumbline {
namespace {

Ranks*& stored_ranks() {
  static Ranks* ranks = nullptr;
  return ranks;
}

}  // namespace

void set_ranks(Ranks* ranks) { stored_ranks() = ranks; }

Ranks* ranks_of_this_process() { return stored_ranks(); }

bool is_leader() { return stored_ranks() == nullptr || stored_ranks()->leads(); }

}  // namespace plumbline
