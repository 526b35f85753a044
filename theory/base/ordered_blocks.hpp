#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace plumbline {

/// The number of threads to use for a request; 0 asks for as many as the hardware has.
inline int thread_count(int requested) {
  return requested > 0 ? requested : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// How many blocks there are, and who works on them.
struct BlockPlan {
  std::int64_t n_blocks = 0;
  int threads = 1;
  /// Finished results that may wait for their turn; 0: 16 a thread, so that memory is O(threads) however many blocks
  /// there are. Blocks of very unequal cost need more.
  std::int64_t most_waiting = 0;
};

/// Runs work(block, scratch) -> Result for block = 0 .. n_blocks - 1 on `threads` threads, and merge(block, Result) on
/// one thread at a time, in block order: what is merged never depends on the number of threads.
///
/// make_scratch() is called once a thread. The first exception of work or merge stops the run and is rethrown.
template <class MakeScratch, class Work, class Merge>
void run_blocks_in_order(const BlockPlan& plan, MakeScratch make_scratch, Work work, Merge merge) {
  const std::int64_t n_blocks = plan.n_blocks;
  using Scratch = decltype(make_scratch());
  using Result = decltype(work(std::int64_t{}, std::declval<Scratch&>()));
  const std::int64_t window = plan.most_waiting > 0 ? plan.most_waiting : 16 * static_cast<std::int64_t>(plan.threads);
  std::atomic<std::int64_t> next_block{0};
  std::mutex mutex;
  std::condition_variable merged;
  std::map<std::int64_t, Result> waiting;
  std::int64_t next_merge = 0;

  std::exception_ptr failure;

  const auto run = [&] {
    try {
      Scratch scratch = make_scratch();
      for (std::int64_t block = next_block++; block < n_blocks; block = next_block++) {
        Result result = work(block, scratch);
        std::unique_lock lock(mutex);
        merged.wait(lock, [&] { return failure || block < next_merge + window; });
        if (failure) return;
        waiting.emplace(block, std::move(result));
        for (auto it = waiting.begin(); it != waiting.end() && it->first == next_merge; it = waiting.erase(it)) {
          merge(it->first, it->second);
          ++next_merge;
        }
        merged.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next_block = n_blocks;
      merged.notify_all();
    }
  };

  std::vector<std::thread> helpers;
  for (std::int64_t i = 1; i < std::min<std::int64_t>(plan.threads, n_blocks); ++i) helpers.emplace_back(run);
  run();
  for (std::thread& helper : helpers) helper.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace plumbline
