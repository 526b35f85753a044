#include "verify/units/units.hpp"

#include <cmath>
#include <limits>
#include <set>

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {
namespace {

/// Unit i yields i numbers.
Units growing_rows(std::size_t n) {
  Units units;
  for (std::size_t i = 0; i < n; ++i) units.units.push_back("unit " + std::to_string(i));
  units.row = [](std::size_t i, int) { return Row(i, std::sqrt(static_cast<double>(i))); };
  return units;
}

}  // namespace

TEST_CASE("every unit is in exactly one shard, and its row is that of the whole", "[exact]") {
  const Units units = growing_rows(23);
  const std::vector<Row> whole = run_units(units, {});
  REQUIRE(whole.size() == 23);
  for (const std::int64_t count : {1, 2, 5, 23, 40}) {
    std::multiset<std::size_t> seen;
    for (std::int64_t index = 1; index <= count; ++index) {
      UnitRun run;
      run.threads = 3;
      run.shard = {index, count};
      const std::vector<Row> rows = run_units(units, run);
      const std::vector<std::size_t> places = run.shard.places(23);
      REQUIRE(rows.size() == places.size());
      for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i] == whole[places[i]]);
      seen.insert(places.begin(), places.end());
    }
    CHECK(seen.size() == 23);
    CHECK(std::set<std::size_t>(seen.begin(), seen.end()).size() == 23);
  }
}

TEST_CASE("what is no shard is refused", "[bad-input]") {
  CHECK(shard_from_text("2/5").index == 2);
  CHECK(shard_from_text("2/5").count == 5);
  for (const char* text : {"", "/", "1/", "/1", "0/1", "2/1", "-1/2", "1/2 ", "1/2/3", "99999999999999999999/2"}) {
    CHECK_THROWS_AS(shard_from_text(text), InputError);
  }
}

TEST_CASE("texts and numbers come back from a row as they went in", "[exact]") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const double nan = -std::numeric_limits<double>::quiet_NaN();
  for (std::size_t length = 0; length < all.size(); length += 7) {
    RowWriter writer;
    writer.add(all.substr(0, length)).add(nan).add(all.substr(all.size() - length)).add("").add(-0.0);
    const Row row = writer.take();
    RowReader reader(row);
    CHECK(reader.text() == all.substr(0, length));
    CHECK(std::signbit(reader.number()));
    CHECK(reader.text() == all.substr(all.size() - length));
    CHECK(reader.text().empty());
    CHECK(std::signbit(reader.number()));
    CHECK(reader.at_end());
    CHECK_THROWS_AS(reader.number(), std::out_of_range);
  }
}

}  // namespace plumbline
