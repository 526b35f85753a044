#include "verify/units/ranks.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

namespace plumbline {
namespace {

/// Where the messages of ranks that are threads of one process lie.
struct Post {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Ranks::Question> questions;
  std::map<std::pair<int, int>, Row> answers;
  int n_questions = 0;
};

class ThreadRank : public Ranks {
 public:
  ThreadRank(Post& post, int rank, int size) : post_(post), rank_(rank), size_(size) {}
  int rank() const override { return rank_; }
  int size() const override { return size_; }
  int n_here() const override { return size_; }

  void tell(int hand, const Row& question) override {
    const std::lock_guard lock(post_.mutex);
    ++post_.n_questions;
    post_.questions.push_back({rank_, hand, question});
    post_.changed.notify_all();
  }
  Row hear(int hand) override {
    std::unique_lock lock(post_.mutex);
    post_.changed.wait(lock, [&] { return post_.answers.contains({rank_, hand}); });
    return post_.answers.extract({rank_, hand}).mapped();
  }
  std::optional<Question> next_question(double seconds) override {
    std::unique_lock lock(post_.mutex);
    post_.changed.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return !post_.questions.empty(); });
    if (post_.questions.empty()) return std::nullopt;
    Question question = std::move(post_.questions.front());
    post_.questions.pop_front();
    return question;
  }
  void answer(const Question& question, const Row& row) override {
    const std::lock_guard lock(post_.mutex);
    post_.answers[{question.rank, question.hand}] = row;
    post_.changed.notify_all();
  }

 private:
  Post& post_;
  int rank_, size_;
};

Units short_rows(std::size_t n) {
  Units units;
  for (std::size_t i = 0; i < n; ++i) units.units.push_back("unit " + std::to_string(i));
  units.row = [](std::size_t i, int) { return Row(1 + i % 3, 0.1 * static_cast<double>(i)); };
  return units;
}

/// Runs `work` on some ranks; `run` is what each is told, `work_of` may give each rank work of its own.
struct Team {
  int size = 3;
  std::function<Units(int rank)> work_of;
  UnitRun run{};
  std::function<void(int rank)> leaves = [](int) {};
  int n_questions = 0;

  std::vector<Row> lead() {
    Post post;
    std::vector<std::thread> workers;
    for (int rank = 1; rank < size; ++rank) workers.emplace_back([this, &post, rank] { work(post, rank); });
    ThreadRank leader(post, 0, size);
    UnitRun mine = run;
    mine.ranks = &leader;
    std::vector<Row> rows;
    std::exception_ptr failure;
    try {
      rows = run_units(work_of(0), mine);
    } catch (...) {
      failure = std::current_exception();
    }
    CHECK(send_home(leader, 10.0));
    for (std::thread& worker : workers) worker.join();
    n_questions = post.n_questions;
    if (failure) std::rethrow_exception(failure);
    return rows;
  }

 private:
  void work(Post& post, int rank) const {
    ThreadRank me(post, rank, size);
    UnitRun mine = run;
    mine.ranks = &me;
    mine.journal = nullptr;
    try {
      run_units(work_of(rank), mine);
    } catch (const Dismissed&) {
    } catch (const InputError& error) {
      report_failure(me, 2, error.what());
    }
    leaves(rank);
    say_goodbye(me);
  }
};

}  // namespace

TEST_CASE("rows are the same for any number of ranks and threads", "[exact]") {
  const Units units = short_rows(40);
  const std::vector<Row> alone = run_units(units, {});
  for (const int size : {2, 3, 8}) {
    for (const int threads : {1, 3}) {
      Team team{size, [&](int) { return units; }};
      team.run.threads = threads;
      CHECK(team.lead() == alone);
      team.run.shard = {2, 3};
      UnitRun shard;
      shard.shard = team.run.shard;
      CHECK(team.lead() == run_units(units, shard));
    }
  }
}

TEST_CASE("more ranks than units, and no unit at all", "[exact]") {
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
    Team team{6, [n](int) { return short_rows(n); }};
    CHECK(team.lead().size() == n);
  }
}

TEST_CASE("units of a moment travel together", "[exact]") {
  Team team{3, [](int) { return short_rows(2000); }};
  team.run.threads = 1;
  CHECK(team.lead() == run_units(short_rows(2000), {}));
  CHECK(team.n_questions < 500);
}

TEST_CASE("a rank that fails ends the run with its own line and status", "[bad-input]") {
  Team team{4, [](int) {
              Units units = short_rows(30);
              units.row = [](std::size_t i, int) {
                if (i == 7) throw InputError("cannot be", "seven", "leave it out");
                return Row{1.0};
              };
              return units;
            }};
  team.run.threads = 2;
  try {
    team.lead();
    FAIL("no failure");
  } catch (const RankFailure& failure) {
    CHECK(failure.status() == 2);
    CHECK_THAT(failure.what(), ContainsSubstring("unit 7: seven: cannot be"));
  }
}

TEST_CASE("ranks that were started differently do no work together", "[bad-input]") {
  std::atomic<bool> is_refused = false;
  Team team{3, [&](int rank) {
              Units units = short_rows(rank == 2 ? 9 : 10);
              units.row = [&](std::size_t, int) {
                for (int k = 0; k < 2000 && !is_refused; ++k) std::this_thread::sleep_for(std::chrono::milliseconds(10));
                return Row{1.0};
              };
              return units;
            }};
  team.run.threads = 1;
  team.leaves = [&](int rank) { is_refused = is_refused || rank == 2; };
  CHECK_THROWS_WITH(team.lead(), ContainsSubstring("rank 2: has another build, case or option"));
}

TEST_CASE("rows are stored as they come, and what is stored is not computed again", "[exact]") {
  const TestDirectory directory;
  const Provenance provenance = provenance_now("test", {}, {});
  Units units = short_rows(20);
  const std::vector<Row> whole = run_units(units, {});
  {
    StudyJournal journal(directory / "a.h5", "test", provenance);
    Team team{3, [&](int) {
                Units fails = units;
                fails.row = [](std::size_t i, int) {
                  if (i == 12) throw InputError("stops here", "twelve", "go on");
                  return short_rows(20).row(i, 1);
                };
                return fails;
              }};
    team.run.journal = &journal;
    team.run.threads = 1;
    CHECK_THROWS_AS(team.lead(), RankFailure);
    CHECK(journal.n_rows() >= 7);  // 12 less a batch of the other rank
  }
  StudyJournal journal(directory / "a.h5", "test", provenance);
  const std::size_t n_stored = journal.n_rows();
  CHECK(n_stored >= 7);
  std::set<std::size_t> computed;
  Team team{2, [&](int) { return units; }};
  team.run.journal = &journal;
  team.run.done = [&](std::size_t unit, const Row&) { computed.insert(unit); };
  CHECK(team.lead() == whole);
  CHECK(computed.size() == 20 - n_stored);
  CHECK(journal.n_rows() == 20);
}

TEST_CASE("a rank that hangs is named", "[exact]") {
  std::mutex mutex;
  std::condition_variable noticed;
  bool told = false;
  Team team{3, [&](int) {
              Units units = short_rows(6);
              units.row = [&](std::size_t i, int) {
                std::unique_lock lock(mutex);
                if (i == 2) noticed.wait_for(lock, std::chrono::seconds(20), [&] { return told; });
                return Row{1.0};
              };
              return units;
            }};
  team.run.threads = 1;
  team.run.patience = 0.05;
  std::string named;
  team.run.waits = [&](int rank, const std::string& unit, double seconds) {
    const std::lock_guard lock(mutex);
    told = true;
    noticed.notify_all();
    CHECK(rank > 0);
    CHECK(seconds >= 0.05);
    named = unit;
  };
  CHECK(team.lead().size() == 6);
  CHECK(named == "unit 2");
}

}  // namespace plumbline
