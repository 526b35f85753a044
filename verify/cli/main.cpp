#include "verify/cli/commands.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/resources.hpp"
#include "verify/cli/standard_streams.hpp"
#include "verify/cli/start_ranks.hpp"

int main(int argc, char** argv) {
  plumbline::secure_standard_streams();
  plumbline::limit_memory();
  const plumbline::Interrupt interrupt;
  const std::unique_ptr<plumbline::Ranks> ranks = plumbline::start_ranks();
  plumbline::set_ranks(ranks.get());
  if (!plumbline::is_leader()) plumbline::silence_standard_output();
  const int status = plumbline::run_command(argc, argv);
  if (ranks != nullptr) ranks->exit_status = status;
  return status;
}
