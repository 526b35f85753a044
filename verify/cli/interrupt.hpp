#pragma once

#include <signal.h>

#include <atomic>
#include <functional>
#include <thread>

namespace plumbline {

/// While this lives, SIGINT, SIGTERM, SIGHUP and SIGXCPU end the process with a line that says what is kept, and with
/// no temporary file left.
///
/// They are answered on a thread of its own, which may lock and print, as a signal handler may not. Make it first of
/// all, once: threads inherit that they leave the signals alone. A signal that the process was started to ignore
/// (nohup) stays ignored.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

 private:
  void watch();

  sigset_t signals_;
  sigset_t mask_before_;
  std::atomic<bool> over_{false};
  std::thread watcher_;
};

/// While this lives, an interrupt runs `last_words` before it ends the process: they save what is finished and say how
/// to go on. Without one the line says that nothing is half-written. One at a time.
class Farewell {
 public:
  explicit Farewell(std::function<void()> last_words);
  Farewell(const Farewell&) = delete;
  Farewell& operator=(const Farewell&) = delete;
  ~Farewell();
};

}  // namespace plumbline
