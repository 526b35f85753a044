#include "verify/study/study.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"

namespace plumbline {
namespace {

/// A made-up study over (letter, number), with (digit) in each unit.
TableStudy small_study() {
  using enum StudyColumn::Kind;
  TableStudy study{"small_study", "A study of nothing"};
  const std::vector<std::string> letters{"a", "b"};
  study.axes = {{{"letter", "1", "a letter", letters}, letters},
                number_axis("number", "a number", std::vector<double>{10.0, 20.0, 30.0}, "n = {}")};
  study.inner = {number_axis("digit", "a digit", std::vector<std::int64_t>{1, 2}, "{}")};
  study.columns = {{"sum", "number and digit", value},
                   {"of_letter", "its place", number, {"letter"}},
                   {"of_unit", "number", number, {"letter", "number"}},
                   {"hidden", "not shown", moments, {}, "1", false}};
  study.measure = [](const Place& at, int) {
    UnitCells cells;
    const double n = 10.0 * (1.0 + static_cast<double>(at["number"]));
    for (const double digit : {1.0, 2.0}) {
      Moments moments;
      moments.add(digit);
      cells.add("sum", Value{n + digit, 0.5, ""}).add("hidden", moments);
    }
    return cells.add("of_letter", static_cast<double>(at["letter"])).add("of_unit", n);
  };
  study.derive = [](Table& table, const Columns& columns) {
    std::vector<double> totals;
    for (const auto& line : lines(columns.values("sum"), 2)) totals.push_back(line[0].value + line[1].value);
    table.add({"total", "1", "over the digits", {"letter", "number"}, totals});
    CHECK(columns.moments("hidden").size() == 12);
    CHECK(columns.moments("hidden")[1].mean == 2.0);
  };
  return study;
}

}  // namespace

TEST_CASE("a study's units, places and table follow from its axes", "[exact]") {
  const Study study = study_of(small_study());
  REQUIRE(study.units ==
          std::vector<std::string>{"a n = 10", "a n = 20", "a n = 30", "b n = 10", "b n = 20", "b n = 30"});
  const Table table = table_of(study);
  REQUIRE(table.axes().size() == 3);
  REQUIRE(table.doubles("sum") == std::vector<double>{11, 12, 21, 22, 31, 32, 11, 12, 21, 22, 31, 32});
  REQUIRE(table.doubles("sum_error") == std::vector<double>(12, 0.5));
  REQUIRE(table.doubles("of_letter") == std::vector<double>{0, 1});
  REQUIRE(table.doubles("of_unit") == std::vector<double>{10, 20, 30, 10, 20, 30});
  REQUIRE(table.doubles("total") == std::vector<double>{23, 43, 63, 23, 43, 63});
  REQUIRE(table.find("hidden") == nullptr);
}

TEST_CASE("a measure that leaves a column out is a programming error", "[exact]") {
  TableStudy study = small_study();
  study.measure = [](const Place&, int) { return UnitCells().add("of_unit", 1.0); };
  REQUIRE_THROWS_AS(table_of(study_of(study)), std::logic_error);
}

}  // namespace plumbline
