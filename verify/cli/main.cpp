#include <memory>
#include <optional>

#include "verify/cli/commands.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/resources.hpp"
#include "verify/cli/standard_streams.hpp"
#include "verify/cli/start_ranks.hpp"

int main(int argc, char** argv) {
  plumbline::secure_standard_streams();
  plumbline::limit_memory();
  const plumbline::Interrupt interrupt;
  std::optional<plumbline::Farewell> all_is_said;  // outlives the ranks: mpirun ends those that are left behind
  const std::unique_ptr<plumbline::Ranks> ranks = plumbline::start_ranks();
  plumbline::set_ranks(ranks.get());
  if (!plumbline::is_leader()) plumbline::silence_standard_output();
  const int status = plumbline::run_command(argc, argv);
  all_is_said.emplace([] {});
  if (ranks != nullptr) ranks->exit_status = status;
  return status;
}
