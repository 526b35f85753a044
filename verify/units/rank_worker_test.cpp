#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"
#include "verify/units/ranks.hpp"

namespace plumbline {
namespace {

/// A worker whose leader says what is written down.
class ToldRank : public Ranks {
 public:
  explicit ToldRank(std::deque<Row> answers) : answers_(std::move(answers)) {}
  int rank() const override { return 1; }
  int size() const override { return 2; }
  int n_here() const override { return 1; }
  void tell(int, const Row& question) override { questions.push_back(question); }
  Row hear(int) override {
    const Row answer = answers_.front();
    answers_.pop_front();
    return answer;
  }
  std::optional<Question> next_question(double) override { return std::nullopt; }
  void answer(const Question&, const Row&) override {}

  std::vector<Row> questions;

 private:
  std::deque<Row> answers_;
};

Units named_units(std::size_t n) {
  Units units;
  for (std::size_t i = 0; i < n; ++i) units.units.push_back("unit " + std::to_string(i));
  return units;
}

}  // namespace

TEST_CASE("a batch that takes long is given back, and so is a unit that cannot be done", "[exact]") {
  Units units = named_units(4);
  units.row = [](std::size_t i, int) {
    if (i == 0) std::this_thread::sleep_for(std::chrono::milliseconds(25));
    if (i == 2) throw InputError("cannot be", "two", "leave it out");
    return Row{0.5, 0.25 * static_cast<double>(i)};
  };
  ToldRank me({{0, 3}, {1, 2, 3}, {2}, {-1}});  // -1: there is no more
  UnitRun run;
  run.ranks = &me;
  run.threads = 1;
  CHECK_THROWS_WITH(run_units(units, run), ContainsSubstring("unit 2: two: cannot be"));
  REQUIRE(me.questions.size() == 4);
  const Row& late = me.questions[1];
  CHECK(late[2] >= 0.025);  // the seconds it took; then how many are done and how many are not
  CHECK(Row(late.begin() + 3, late.end()) == Row{1, 1, 3, 0, 2, 0.5, 0.0});
  CHECK(me.questions[2].size() == 1);  // asks for more before it begins
  const Row& failing = me.questions[3];
  CHECK(Row(failing.begin() + 3, failing.end()) == Row{1, 2, 2, 3, 1, 2, 0.5, 0.25});
}

TEST_CASE("a hand asks ahead while units are short, and not while they are long", "[exact]") {
  Units units = named_units(6);
  units.row = [](std::size_t i, int) {
    if (i == 2) std::this_thread::sleep_for(std::chrono::milliseconds(210));
    return Row{0.125 * static_cast<double>(i)};
  };
  ToldRank me({{0}, {1}, {2}, {3}, {-2}, {4}, {-1}, {-1}});  // -2: rows are taken, and none was wanted
  UnitRun run;
  run.ranks = &me;
  run.threads = 1;
  CHECK_THROWS_AS(run_units(units, run), Dismissed);
  // ready; done 0, more; done 1, as 2 begins; done 2, as 3 begins, for a long one no more; done 3; more; done 4
  std::vector<Row> heads;
  for (const Row& question : me.questions) heads.emplace_back(question.begin(), question.begin() + 1);
  CHECK(heads == std::vector<Row>{{0}, {2}, {1}, {2}, {2}, {2}, {1}, {2}});
  CHECK(me.questions[3][1] == 1.0);
  CHECK(me.questions[4][1] == 0.0);
  CHECK(me.questions[5][1] == 1.0);
  CHECK(me.questions[5].back() == 0.375);
}

}  // namespace plumbline
