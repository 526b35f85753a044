#include <csignal>

#include "verify/cli/commands.hpp"

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of the write, not the end of the process
  return plumbline::run_command(argc, argv);
}
