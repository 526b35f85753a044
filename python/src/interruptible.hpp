#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

namespace plumbline::python {

/// How many computations run; after a Ctrl-C some of them may be given up, see interruptible().
inline std::atomic<int> n_running{0};

/// work() on another thread, while this one, the GIL released, looks for signals twenty times a second: Ctrl-C raises
/// KeyboardInterrupt at once. The computation itself has no place to stop: it is given up, and ends unseen. So `work`
/// must own all that it uses, and must not touch Python. Called with the GIL held.
template <class Work>
std::invoke_result_t<Work> interruptible(Work work) {
  using Result = std::invoke_result_t<Work>;
  const auto promise = std::make_shared<std::promise<Result>>();
  std::future<Result> result = promise->get_future();
  ++n_running;
  std::thread([promise, work = std::move(work)]() mutable {
    try {
      promise->set_value(work());
    } catch (...) {
      promise->set_exception(std::current_exception());
    }
    --n_running;
  }).detach();
  for (;;) {
    std::future_status status;
    {
      const nanobind::gil_scoped_release release;
      status = result.wait_for(std::chrono::milliseconds(50));
    }
    if (status == std::future_status::ready) return result.get();
    if (PyErr_CheckSignals() != 0) throw nanobind::python_error();
  }
}

}  // namespace plumbline::python
