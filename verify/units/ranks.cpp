#include "verify/units/ranks.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "results/store/seal.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The first number of a question. The answer to all but failure and goodbye is the next unit, or kNoMore.
enum class Kind { ready, done, failed, goodbye };
constexpr double kNoMore = -1.0;

Kind kind_of(const Ranks::Question& question) { return static_cast<Kind>(static_cast<int>(question.row.front())); }

double number_of(Kind kind) { return static_cast<double>(kind); }

/// What all ranks must agree on, or their rows do not belong together.
std::string agreement(const Units& work, const UnitRun& run) {
  std::string text = run.identity;
  for (const std::string& unit : work.units) text += '\n' + unit;
  return seal_of(text);
}

/// One thread of a worker; `stop` ends it after its unit.
void work_by_hand(const Units& work, const UnitRun& run, int hand, int threads_per_row, const std::atomic<bool>& stop) {
  RowWriter ready;
  ready.add(number_of(Kind::ready)).add(agreement(work, run));
  Row question = ready.take();
  while (!stop) {
    const double answer = run.ranks->ask(hand, question).front();
    if (answer == kNoMore) return;
    const auto unit = static_cast<std::size_t>(answer);
    const Row row = named_row(work, unit, threads_per_row, run.journal);
    question = {number_of(Kind::done), answer};
    question.insert(question.end(), row.begin(), row.end());
  }
}

/// Who does what since when.
class Watch {
 public:
  explicit Watch(const Units& work, const UnitRun& run) : work_(work), run_(run) {}

  void starts(const Ranks::Question& hand, std::size_t unit) {
    at_work_[{hand.rank, hand.hand}] = {unit, Clock::now(), run_.patience};
  }
  void stops(const Ranks::Question& hand) { at_work_.erase({hand.rank, hand.hand}); }

  /// Tells of each hand that has been at one unit for long, and again when it has been there twice as long.
  void look() {
    for (auto& [hand, task] : at_work_) {
      const double seconds = seconds_since(task.start);
      if (seconds < task.patience) continue;
      task.patience = 2.0 * seconds;
      run_.waits(hand.first, work_.units[task.unit], seconds);
    }
  }

 private:
  struct Task {
    std::size_t unit;
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
    constexpr std::size_t most_at_once = 256;
    std::optional<Ranks::Question> question = run_.ranks->next_question(1.0);
    for (; question; question = run_.ranks->next_question(0.0)) {
      serve_one(*question, fresh);
      if (fresh.size() >= most_at_once) break;
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
    hand_out(question);
    if (kind == Kind::done) take_row(question, fresh);
  }

  void hand_out(const Ranks::Question& question) {
    watch_.stops(question);
    if (next_ == to_do_.size()) return run_.ranks->answer(question, {kNoMore});
    const std::size_t unit = to_do_[next_++];
    watch_.starts(question, unit);
    run_.ranks->answer(question, {static_cast<double>(unit)});
  }

  void take_row(const Ranks::Question& question, UnitRows& fresh) {
    const auto unit = static_cast<std::size_t>(question.row[1]);
    Row row(question.row.begin() + 2, question.row.end());
    run_.done(unit, row);
    if (run_.journal != nullptr) fresh.emplace(stored_name(work_, unit), row);
    rows_.emplace(unit, std::move(row));
  }

  const Units& work_;
  const UnitRun& run_;
  std::string agreement_;
  Watch watch_;
  std::size_t n_wanted_ = 0;
  std::vector<std::size_t> to_do_;
  std::size_t next_ = 0;
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
