#include "results/store/shard_file.hpp"

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

const std::vector<std::string> kLetters{"0: a", "1: b", "2: c", "3: d", "4: e"};

Results shard(std::int64_t index, std::int64_t count, const std::string& identity = "letters") {
  ShardPart part{index, count, "plumbline study letters", identity, kLetters, {}};
  for (std::size_t i = 0; i < kLetters.size(); ++i) {
    if (shard_of(i, count) == index) part.rows[kLetters[i]] = std::vector<double>(i, 0.5);
  }
  Results results;
  results.provenance = provenance_now("study", {{"a", "text"}}, {7});
  results.tables = shard_tables(part);
  return results;
}

}  // namespace

TEST_CASE("shards in any order join to all rows", "[exact]") {
  const JoinedShards joined = joined_shards({"b", "a"}, {shard(2, 2), shard(1, 2)});
  CHECK(joined.command == "plumbline study letters");
  CHECK(joined.identity == "letters");
  REQUIRE(joined.rows.size() == kLetters.size());
  for (std::size_t i = 0; i < kLetters.size(); ++i) CHECK(joined.rows.at(kLetters[i]) == std::vector<double>(i, 0.5));
}

TEST_CASE("shards that overlap, leave a gap or are of another run are refused", "[bad-input]") {
  CHECK_THROWS_WITH(joined_shards({"a", "b"}, {shard(1, 2), shard(1, 2)}),
                    ContainsSubstring("b: unit \"0: a\" is in a"));
  CHECK_THROWS_WITH(joined_shards({"a", "b"}, {shard(1, 3), shard(2, 3)}), ContainsSubstring("shard 3 is missing"));
  CHECK_THROWS_WITH(joined_shards({"a"}, {shard(2, 2)}), ContainsSubstring("\"0: a\" is in none"));
  CHECK_THROWS_WITH(joined_shards({"a", "b"}, {shard(1, 2), shard(2, 2, "digits")}),
                    ContainsSubstring("of another run"));
  Results of_other_code = shard(2, 2);
  of_other_code.provenance.git_commit = "other";
  CHECK_THROWS_WITH(joined_shards({"a", "b"}, {shard(1, 2), of_other_code}), ContainsSubstring("build"));
  CHECK_THROWS_WITH(joined_shards({"a", "b"}, {shard(1, 2), Results{}}), ContainsSubstring("b: is no shard"));
}

TEST_CASE("rows of an unfinished run are gathered from what there is", "[exact]") {
  const JoinedShards left = joined_rows({"a", "b"}, {shard(1, 3), shard(1, 2)});
  CHECK(left.identity == "letters");
  CHECK(left.rows.size() == 4);  // 0, 3 and 0, 2, 4
  CHECK_THROWS_WITH(joined_rows({"a", "b"}, {shard(1, 2), shard(2, 2, "digits")}), ContainsSubstring("another run"));
  CHECK_THROWS_WITH(joined_rows({"a"}, {Results{}}), ContainsSubstring("no rows"));
}

TEST_CASE("a shell line is read back as the words it was made of", "[exact]") {
  const std::vector<std::string> words{"plumbline", "a b", "", "it's", "''", "\\", "x'y z'", "-w=1", "\"q\" $HOME"};
  CHECK(shell_words(shell_line(words)) == words);
  CHECK(shell_words("").empty());
}
