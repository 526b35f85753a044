#include "results/store/guard.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace plumbline {
namespace {

// Signals end the child as they would any process: what the parent does on them (it may write files) is not its own.
void restore_signals() {
  for (const int signal : {SIGALRM, SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void try_in_child(const std::function<void()>& function, std::size_t seconds) {
  restore_signals();
  // A child that waits for something uses no processor time; on a busy machine one that works gets little of it.
  constexpr std::size_t clock_a_second = 5;
  alarm(static_cast<unsigned>(clock_a_second * seconds));
  const rlimit processor_time{seconds, seconds};
  setrlimit(RLIMIT_CPU, &processor_time);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const int null = open("/dev/null", O_WRONLY);  // the C library reports heap corruption on standard error
  if (null >= 0) dup2(null, STDERR_FILENO);
  try {
    function();
  } catch (...) {
    // The caller meets the same exception again, in its own process.
  }
  _exit(0);
}

}  // namespace

bool survives(const std::function<void()>& function, std::size_t seconds) {
  const pid_t child = fork();
  if (child < 0) return true;
  if (child == 0) try_in_child(function, seconds);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace plumbline
