#pragma once

#include <memory>

#include "verify/units/ranks.hpp"

namespace plumbline {

/// The ranks that this process was started with, by mpirun or the like; null where it is alone or the build has no MPI.
std::unique_ptr<Ranks> start_ranks();

/// The same while the command runs; null: alone. Set once by main.
void set_ranks(Ranks* ranks);
Ranks* ranks_of_this_process();
/// False on all ranks but the first: those print nothing and write nothing but what they are asked for.
bool is_leader();

}  // namespace plumbline
