#include "verify/cli/interrupt.hpp"

#include <pthread.h>

#include <exception>
#include <initializer_list>
#include <mutex>
#include <utility>

#include "results/store/atomic_file.hpp"
#include "verify/cli/start_ranks.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// What the command that runs wants to do at its end, if anything.
struct LastWords {
  std::mutex mutex;
  std::function<void()> function;
};

LastWords& last_words() {
  static LastWords words;
  return words;
}

void take_leave() {
  LastWords& words = last_words();
  words.mutex.lock();  // for good: this is the end
  try {
    if (words.function) {
      words.function();
    } else if (is_leader()) {  // of several ranks one speaks
      say("\nplumbline: interrupted; no file is left half-written, and the same command begins anew\n");
    }
  } catch (const std::exception& error) {  // a full disk, for instance
    say(std::string("\nplumbline: interrupted; ") + error.what() + "\n");
  }
  AtomicFile::remove_temporary_files();
}

/// As if nobody had waited: the shell learns that a signal ended the process.
void end_by(int signal) {
  ::signal(signal, SIG_DFL);
  sigset_t this_one;
  sigemptyset(&this_one);
  sigaddset(&this_one, signal);
  pthread_sigmask(SIG_UNBLOCK, &this_one, nullptr);
  raise(signal);
}

}  // namespace

Interrupt::Interrupt() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) {
    if (!is_ignored(signal)) sigaddset(&signals_, signal);
  }
  sigaddset(&signals_, SIGUSR1);  // from the destructor
  last_words();                   // is made before any thread, and outlives them
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
    take_leave();
    end_by(signal);
  }
}

Farewell::Farewell(std::function<void()> words) {
  const std::lock_guard lock(last_words().mutex);
  last_words().function = std::move(words);
}

Farewell::~Farewell() {
  const std::lock_guard lock(last_words().mutex);
  last_words().function = nullptr;
}

}  // namespace plumbline
