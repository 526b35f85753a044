#include "verify/units/ranks.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <string>
#include <utility>

#include "verify/units/clock.hpp"
#include "verify/units/rank_messages.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {
namespace {

/// Who does what since when.
class Watch {
 public:
  explicit Watch(const Units& work, const UnitRun& run) : work_(work), run_(run) {}

  /// A batch goes to a hand, which may be at another.
  void starts(const Ranks::Question& hand, const Row& batch) {
    std::string what = work_.units[static_cast<std::size_t>(batch.front())];
    if (batch.size() > 1) what += " ... " + work_.units[static_cast<std::size_t>(batch.back())];
    at_work_[{hand.rank, hand.hand}].push_back({std::move(what), Clock::now(), run_.patience});
  }

  /// A batch is done: the hand is at the next, if it has one.
  void stops(const Ranks::Question& hand) {
    std::deque<Task>& tasks = at_work_.at({hand.rank, hand.hand});
    tasks.pop_front();
    if (tasks.empty()) {
      at_work_.erase({hand.rank, hand.hand});
    } else {
      tasks.front().start = Clock::now();
    }
  }

  /// How many hands are at work, not counting this one.
  std::size_t n_others(const Ranks::Question& hand) const {
    return at_work_.size() - at_work_.count({hand.rank, hand.hand});
  }

  /// Tells of each hand that has been at one batch for long, and again when it has been there twice as long.
  void look() {
    for (auto& [hand, tasks] : at_work_) {
      Task& task = tasks.front();
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
  std::map<std::pair<int, int>, std::deque<Task>> at_work_;  ///< never an empty one
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
    const Says kind = kind_of(question);
    reader.number();
    if (kind == Says::more) return hand_out(question);
    if (kind == Says::done) return take_batch(question, reader, fresh);
    if (kind == Says::ready && reader.text() == agreement_) return hand_out(question);
    run_.ranks->answer(question, {kNoMore});
    if (kind == Says::goodbye) {
      ++run_.ranks->n_gone;
    } else if (kind == Says::failed) {
      const int status = static_cast<int>(reader.number());
      throw RankFailure(status, reader.text());
    } else {
      constexpr int bad_input = 2;
      throw RankFailure(bad_input, "rank " + std::to_string(question.rank) +
                                       ": has another build, case or option than rank 0; start all ranks alike");
    }
  }

  /// Hands out as many units as this hand does in kBatchSeconds, but no more than half of what is left for it.
  void hand_out(const Ranks::Question& question) {
    if (to_do_.empty()) return run_.ranks->answer(question, {kNoMore});
    const double n_hands =
        std::max(static_cast<double>(watch_.n_others(question)) + 1.0, run_.ranks->size() - 1.0);
    const double share = static_cast<double>(to_do_.size()) / (2.0 * n_hands);
    const double most = std::min(share, most_of_[{question.rank, question.hand}]);
    const auto n = static_cast<std::ptrdiff_t>(std::clamp(most, 1.0, kMostAtOnce));
    const Row batch(to_do_.begin(), to_do_.begin() + n);
    to_do_.erase(to_do_.begin(), to_do_.begin() + n);
    watch_.starts(question, batch);
    run_.ranks->answer(question, batch);
  }

  /// Answers before it takes the rows.
  void take_batch(const Ranks::Question& question, RowReader& reader, UnitRows& fresh) {
    const bool wants_more = reader.number() != 0.0;
    const double seconds = reader.number(), n_done = reader.number();
    std::vector<std::size_t> left(static_cast<std::size_t>(reader.number()));
    for (std::size_t& unit : left) unit = static_cast<std::size_t>(reader.number());
    to_do_.insert(to_do_.begin(), left.begin(), left.end());
    most_of_[{question.rank, question.hand}] = std::min(2.0 * n_done, n_done * kBatchSeconds / seconds);
    watch_.stops(question);
    if (wants_more) {
      hand_out(question);
    } else {
      run_.ranks->answer(question, {kLater});
    }
    for (double n = 0.0; n < n_done; ++n) take_row(reader, fresh);
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
  std::map<std::pair<int, int>, double> most_of_;  ///< units that a hand does in kBatchSeconds, as far as it is known
  std::map<std::size_t, Row> rows_;                ///< by place
};

}  // namespace

std::vector<Row> lead_units(const Units& work, const UnitRun& run, const std::vector<std::size_t>& places) {
  Lead lead(work, run, places);
  while (!lead.is_finished()) lead.serve();
  return lead.take_rows();
}

bool send_home(Ranks& ranks, double seconds) {
  const Clock::time_point start = Clock::now();
  while (ranks.n_gone < ranks.size() - 1 && seconds_since(start) < seconds) {
    const std::optional<Ranks::Question> question = ranks.next_question(0.1);
    if (!question) continue;
    ranks.n_gone += kind_of(*question) == Says::goodbye;
    ranks.answer(*question, {kNoMore});
  }
  return ranks.n_gone == ranks.size() - 1;
}

}  // namespace plumbline
