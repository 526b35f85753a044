#include "verify/cli/commands.hpp"
#include "verify/cli/interrupt.hpp"
#include "verify/cli/resources.hpp"
#include "verify/cli/standard_streams.hpp"

int main(int argc, char** argv) {
  plumbline::secure_standard_streams();
  plumbline::limit_memory();
  const plumbline::Interrupt interrupt;
  return plumbline::run_command(argc, argv);
}
