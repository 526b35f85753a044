#pragma once

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <thread>

namespace plumbline {

/// While this lives, SIGINT and SIGTERM run `farewell` on a thread of its own before they end the process.
///
/// `farewell` may lock and print, which a signal handler may not. Make it before any other thread: threads inherit that
/// they leave the signals alone. A signal that the process was started to ignore (nohup) stays ignored.
class Interrupt {
 public:
  explicit Interrupt(std::function<void()> farewell);
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

 private:
  void watch();

  std::function<void()> farewell_;
  sigset_t signals_;
  sigset_t mask_before_;
  std::atomic<bool> over_{false};
  std::thread watcher_;
};

}  // namespace plumbline
