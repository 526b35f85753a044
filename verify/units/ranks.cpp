#include "verify/units/ranks.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "results/store/seal.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The first number of a question. The answer to all but failure and goodbye is a batch, the units to do next, or
/// kNoMore.
enum class Kind { ready, done, failed, goodbye };
constexpr double kNoMore = -1.0;

/// Units shorter than this travel together: a question costs the leader some ten microseconds, and the hand that asks
/// a wait of up to a hundredth of the time since the one before.
constexpr double kBatchSeconds = 0.02;

Kind kind_of(const Ranks::Question& question) { return static_cast<Kind>(static_cast<int>(question.row.front())); }

double number_of(Kind kind) { return static_cast<double>(kind); }

/// What all ranks must agree on, or their rows do not belong together.
std::string agreement(const Units& work, const UnitRun& run) {
  std::string text = run.identity;
  for (const std::string& unit : work.units) text += '\n' + unit;
  return seal_of(text);
}

/// What a batch comes to: the seconds it took, how many of its units are done and how many are not, those that are not
/// (given back when kBatchSeconds are over, or before one that throws: as the first of a batch it throws again), and for
/// each that is done its place, the length of its row, and the row.
Row done_of(const Units& work, const UnitRun& run, const Row& batch, int threads_per_row) {
  const Clock::time_point start = Clock::now();
  Row rows;
  std::size_t n_done = 0;
  while (n_done < batch.size() && (n_done == 0 || seconds_since(start) < kBatchSeconds)) {
    Row row;
    try {
      row = named_row(work, static_cast<std::size_t>(batch[n_done]), threads_per_row, run.journal);
    } catch (...) {
      if (n_done == 0) throw;
      break;
    }
    rows.insert(rows.end(), {batch[n_done], static_cast<double>(row.size())});
    rows.insert(rows.end(), row.begin(), row.end());
    ++n_done;
  }
  Row question = {number_of(Kind::done), seconds_since(start), static_cast<double>(n_done),
                  static_cast<double>(batch.size() - n_done)};
  question.insert(question.end(), batch.begin() + static_cast<std::ptrdiff_t>(n_done), batch.end());
  question.insert(question.end(), rows.begin(), rows.end());
  return question;
}

/// One thread of a worker; `stop` ends it after its batch.
void work_by_hand(const Units& work, const UnitRun& run, int hand, int threads_per_row, const std::atomic<bool>& stop) {
  RowWriter ready;
  ready.add(number_of(Kind::ready)).add(agreement(work, run));
  Row question = ready.take();
  while (!stop) {
    const Row batch = run.ranks->ask(hand, question);
    if (batch.front() == kNoMore) return;
    question = done_of(work, run, batch, threads_per_row);
  }
}

/// Who does what since when.
class Watch {
 public:
  explicit Watch(const Units& work, const UnitRun& run) : work_(work), run_(run) {}

  void starts(const Ranks::Question& hand, const Row& batch) {
    std::string what = work_.units[static_cast<std::size_t>(batch.front())];
    if (batch.size() > 1) what += " ... " + work_.units[static_cast<std::size_t>(batch.back())];
    at_work_[{hand.rank, hand.hand}] = {std::move(what), Clock::now(), run_.patience};
  }
  void stops(const Ranks::Question& hand) { at_work_.erase({hand.rank, hand.hand}); }

  /// How many hands are at work.
  std::size_t size() const { return at_work_.size(); }

  /// Tells of each hand that has been at one batch for long, and again when it has been there twice as long.
  void look() {
    for (auto& [hand, task] : at_work_) {
      const double seconds = seconds_since(task.start);
      if (seconds < task.patience) continue;
      task.patience = 2.0 * seconds;
      run_.waits(hand.first, task.what, seconds);
    }
  }

 private:
  struct Task {
    std::string what;
    Clock::time_point start;
    double patience;
  };
  const Units& work_;
  const UnitRun& run_;
  std::map<std::pair<int, int>, Task> at_work_;
};

/// The leader's side of one run.
class Lead {
 public:
  Lead(const Units& work, const UnitRun& run, const std::vector<std::size_t>& places)
      : work_(work), run_(run), agreement_(agreement(work, run)), watch_(work, run) {
    for (const std::size_t place : places) {
      const Row* stored = run.journal == nullptr ? nullptr : run.journal->find(stored_name(work, place));
      if (stored != nullptr) {
        rows_.emplace(place, *stored);
      } else {
        to_do_.push_back(place);
      }
    }
    n_wanted_ = places.size();
  }

  bool is_finished() const { return rows_.size() == n_wanted_; }

  /// Answers all questions that are there, then stores what came with them: workers go on before the disk does.
  void serve() {
    UnitRows fresh;
    std::exception_ptr failure;
    try {
      serve_all(fresh);
    } catch (...) {
      failure = std::current_exception();
    }
    watch_.look();
    if (run_.journal != nullptr && !fresh.empty()) run_.journal->put(std::move(fresh));
    if (failure) std::rethrow_exception(failure);
  }

  std::vector<Row> take_rows() {
    std::vector<Row> rows;
    for (auto& [place, row] : rows_) rows.push_back(std::move(row));
    return rows;
  }

 private:
  void serve_all(UnitRows& fresh) {
    std::optional<Ranks::Question> question = run_.ranks->next_question(1.0);
    for (; question; question = run_.ranks->next_question(0.0)) {
      serve_one(*question, fresh);
      if (static_cast<double>(fresh.size()) >= kMostAtOnce) break;
    }
  }

  void serve_one(const Ranks::Question& question, UnitRows& fresh) {
    RowReader reader(question.row);
    const Kind kind = kind_of(question);
    reader.number();
    if (kind == Kind::goodbye) {
      ++run_.ranks->n_gone;
      return run_.ranks->answer(question, {kNoMore});
    }
    if (kind == Kind::failed) {
      const int status = static_cast<int>(reader.number());
      run_.ranks->answer(question, {kNoMore});
      throw RankFailure(status, reader.text());
    }
    if (kind == Kind::ready && reader.text() != agreement_) {
      run_.ranks->answer(question, {kNoMore});
      constexpr int bad_input = 2;
      throw RankFailure(bad_input, "rank " + std::to_string(question.rank) +
                                       ": has another build, case or option than rank 0; start all ranks alike");
    }
    if (kind == Kind::ready) return hand_out(question, 1.0);
    const double seconds = reader.number();
    const double n_done = reader.number();
    std::vector<std::size_t> back(static_cast<std::size_t>(reader.number()));
    for (std::size_t& unit : back) unit = static_cast<std::size_t>(reader.number());
    to_do_.insert(to_do_.begin(), back.begin(), back.end());
    hand_out(question, std::min(2.0 * n_done, n_done * kBatchSeconds / seconds));
    for (double n = 0.0; n < n_done; ++n) take_row(reader, fresh);
  }

  /// At most so many units, and no more than a half of what this hand would get if all got the same.
  void hand_out(const Ranks::Question& question, double most) {
    watch_.stops(question);
    if (to_do_.empty()) return run_.ranks->answer(question, {kNoMore});
    const double share = static_cast<double>(to_do_.size()) / (2.0 * static_cast<double>(watch_.size() + 1));
    const auto n = static_cast<std::ptrdiff_t>(std::clamp(std::min(most, share), 1.0, kMostAtOnce));
    const Row batch(to_do_.begin(), to_do_.begin() + n);
    to_do_.erase(to_do_.begin(), to_do_.begin() + n);
    watch_.starts(question, batch);
    run_.ranks->answer(question, batch);
  }

  void take_row(RowReader& reader, UnitRows& fresh) {
    const auto unit = static_cast<std::size_t>(reader.number());
    Row row(static_cast<std::size_t>(reader.number()));
    for (double& number : row) number = reader.number();
    run_.done(unit, row);
    if (run_.journal != nullptr) fresh.emplace(stored_name(work_, unit), row);
    rows_.emplace(unit, std::move(row));
  }

  static constexpr double kMostAtOnce = 256.0;  ///< rows, in a batch and on the way to the disk

  const Units& work_;
  const UnitRun& run_;
  std::string agreement_;
  Watch watch_;
  std::size_t n_wanted_ = 0;
  std::deque<std::size_t> to_do_;
  std::map<std::size_t, Row> rows_;  ///< by place
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
  for (int hand = 0; hand < threads / threads_per_row; ++hand) {
    hands.emplace_back([&, hand] {
      try {
        work_by_hand(work, run, hand, threads_per_row, stop);
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

std::vector<Row> lead_units(const Units& work, const UnitRun& run, const std::vector<std::size_t>& places) {
  Lead lead(work, run, places);
  while (!lead.is_finished()) lead.serve();
  return lead.take_rows();
}

void report_failure(Ranks& ranks, int status, const std::string& line) {
  RowWriter words;
  words.add(number_of(Kind::failed)).add(static_cast<double>(status)).add(line);
  ranks.ask(0, words.take());
}

void say_goodbye(Ranks& ranks) { ranks.ask(0, {number_of(Kind::goodbye)}); }

bool send_home(Ranks& ranks, double seconds) {
  const Clock::time_point start = Clock::now();
  while (ranks.n_gone < ranks.size() - 1 && seconds_since(start) < seconds) {
    const std::optional<Ranks::Question> question = ranks.next_question(0.1);
    if (!question) continue;
    ranks.n_gone += kind_of(*question) == Kind::goodbye;
    ranks.answer(*question, {kNoMore});
  }
  return ranks.n_gone == ranks.size() - 1;
}

}  // namespace plumbline
