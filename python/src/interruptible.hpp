#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace plumbline::python {

/// How many computations run; after a Ctrl-C some of them may be given up, see interruptible().
inline std::atomic<int> n_running{0};

/// True once a computation is not wanted any more.
using Stop = std::atomic<bool>;

/// Thrown by a computation that was stopped; nobody is left to see it.
struct Stopped {};

/// work() or work(stop) on another thread, while this one, the GIL released, looks for signals twenty times a second:
/// Ctrl-C raises KeyboardInterrupt at once. `stop` becomes true then; a computation that has no place to look at it is
/// given up, and ends unseen. So `work` must own all that it uses, and must not touch Python. Called with the GIL held.
template <class Work>
auto interruptible(Work work) {
  const auto run = [work = std::move(work)](const Stop& stop) {
    if constexpr (std::is_invocable_v<const Work&, const Stop&>) {
      return work(stop);
    } else {
      return work();
    }
  };
  using Result = std::invoke_result_t<decltype(run), const Stop&>;
  const auto promise = std::make_shared<std::promise<Result>>();
  const auto stop = std::make_shared<Stop>(false);
  std::future<Result> result = promise->get_future();
  ++n_running;
  std::thread([promise, stop, run = std::optional(run)]() mutable {
    // All before the result is known: a program that ends with it must see nothing that still runs, and no array of
    // Python's may be let go of by this thread while the interpreter goes.
    const auto leave = [&run] {
      run.reset();
      --n_running;
    };
    try {
      if constexpr (std::is_void_v<Result>) {
        (*run)(*stop);
        leave();
        promise->set_value();
      } else {
        Result found = (*run)(*stop);
        leave();
        promise->set_value(std::move(found));
      }
    } catch (...) {
      leave();
      promise->set_exception(std::current_exception());
    }
  }).detach();
  for (;;) {
    std::future_status status;
    {
      const nanobind::gil_scoped_release release;
      status = result.wait_for(std::chrono::milliseconds(50));
    }
    if (status == std::future_status::ready) return result.get();
    if (PyErr_CheckSignals() != 0) {
      *stop = true;
      throw nanobind::python_error();
    }
  }
}

}  // namespace plumbline::python
