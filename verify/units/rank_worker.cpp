#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "theory/base/ordered_blocks.hpp"
#include "verify/units/clock.hpp"
#include "verify/units/rank_messages.hpp"
#include "verify/units/ranks.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {
namespace {

/// One thread of a worker.
class Hand {
 public:
  Hand(const Units& work, const UnitRun& run, int number, int threads_per_row)
      : work_(work), run_(run), number_(number), threads_per_row_(threads_per_row) {}

  /// Until there is no more to do; `stop` ends it after its batch.
  void work(const std::atomic<bool>& stop) {
    RowWriter ready;
    ready.add(number_of(Says::ready)).add(agreement(work_, run_));
    tell(ready.take());
    try {
      while (!stop && next()) {
      }
    } catch (...) {
      if (is_asking_) run_.ranks->hear(number_);
      throw;
    }
    if (is_asking_) run_.ranks->hear(number_);
  }

 private:
  void tell(const Row& question) {
    run_.ranks->tell(number_, question);
    is_asking_ = true;
  }

  void tell_done(bool wants_more) {
    (*done_)[1] = wants_more ? 1.0 : 0.0;
    tell(*done_);
    done_.reset();
  }

  /// Hears an answer and does what it says; false after the last.
  bool next() {
    const Row batch = run_.ranks->hear(number_);
    is_asking_ = false;
    if (batch.front() < 0.0) {
      if (!done_) return false;
      tell_done(true);
      return true;
    }
    const bool is_ahead = unit_seconds_ < kAheadSeconds;
    if (done_) {
      tell_done(is_ahead);
    } else if (is_ahead) {
      tell({number_of(Says::more)});
    }
    done_ = done_of(batch);
    if (!is_asking_) tell_done(true);
    return true;
  }

  /// What a batch comes to. It is cut short when kBatchSeconds are over, or before a unit that throws: as the first of a
  /// batch it throws again.
  Row done_of(const Row& batch) {
    const Clock::time_point start = Clock::now();
    Row rows;
    std::size_t n_done = 0;
    while (n_done < batch.size() && (n_done == 0 || seconds_since(start) < kBatchSeconds)) {
      Row row;
      try {
        row = named_row(work_, static_cast<std::size_t>(batch[n_done]), threads_per_row_, run_.journal);
      } catch (...) {
        if (n_done == 0) throw;
        break;
      }
      rows.insert(rows.end(), {batch[n_done], static_cast<double>(row.size())});
      rows.insert(rows.end(), row.begin(), row.end());
      ++n_done;
    }
    const double seconds = seconds_since(start);
    unit_seconds_ = seconds / static_cast<double>(n_done);
    Row question = {number_of(Says::done), 1.0, seconds, static_cast<double>(n_done),
                    static_cast<double>(batch.size() - n_done)};
    question.insert(question.end(), batch.begin() + static_cast<std::ptrdiff_t>(n_done), batch.end());
    question.insert(question.end(), rows.begin(), rows.end());
    return question;
  }

  const Units& work_;
  const UnitRun& run_;
  int number_, threads_per_row_;
  bool is_asking_ = false;                ///< an answer is on its way
  std::optional<Row> done_;               ///< not yet told
  double unit_seconds_ = kAheadSeconds;  ///< of one unit of the last batch
};

}  // namespace

void work_for_leader(const Units& work, const UnitRun& run) {
  const int threads = run.threads > 0 ? run.threads : std::max(1, thread_count(0) / run.ranks->n_here());
  const auto n_units = static_cast<int>(std::min<std::size_t>(work.units.size(), 1'000'000));
  const int threads_per_row = std::clamp(threads * (run.ranks->size() - 1) / std::max(1, n_units), 1, threads);
  std::mutex one_at_a_time;
  std::exception_ptr failure;
  std::atomic<bool> stop = false;
  std::vector<std::thread> hands;
  for (int number = 0; number < threads / threads_per_row; ++number) {
    hands.emplace_back([&, number] {
      try {
        Hand(work, run, number, threads_per_row).work(stop);
      } catch (...) {
        const std::lock_guard lock(one_at_a_time);
        if (!failure) failure = std::current_exception();
        stop = true;
      }
    });
  }
  for (std::thread& hand : hands) hand.join();
  if (failure) std::rethrow_exception(failure);
  throw Dismissed();
}

void report_failure(Ranks& ranks, int status, const std::string& line) {
  RowWriter words;
  words.add(number_of(Says::failed)).add(static_cast<double>(status)).add(line);
  ranks.ask(0, words.take());
}

void say_goodbye(Ranks& ranks) { ranks.ask(0, {number_of(Says::goodbye)}); }

}  // namespace plumbline
