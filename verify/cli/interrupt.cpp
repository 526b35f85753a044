#include "verify/cli/interrupt.hpp"

#include <unistd.h>

#include <utility>

namespace plumbline {
namespace {

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Interrupt::Interrupt(std::function<void()> farewell) : farewell_(std::move(farewell)) {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM}) {
    if (!is_ignored(signal)) sigaddset(&signals_, signal);
  }
  sigaddset(&signals_, SIGUSR1);  // from the destructor
  pthread_sigmask(SIG_BLOCK, &signals_, &mask_before_);
  watcher_ = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  over_ = true;
  pthread_kill(watcher_.native_handle(), SIGUSR1);
  watcher_.join();
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void Interrupt::watch() {
  int signal = 0;
  while (sigwait(&signals_, &signal) == 0) {
    if (over_) return;
    if (signal == SIGUSR1) continue;
    farewell_();
    // as if nobody had waited: the shell learns that a signal ended the process
    ::signal(signal, SIG_DFL);
    sigset_t this_one;
    sigemptyset(&this_one);
    sigaddset(&this_one, signal);
    pthread_sigmask(SIG_UNBLOCK, &this_one, nullptr);
    raise(signal);
  }
}

}  // namespace plumbline
