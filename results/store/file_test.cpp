#include "results/store/file.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "results/store/output_error.hpp"
#include "results/store/seal.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

using namespace plumbline;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Table small_table() {
  Table table("Weak error", "plumbline study error-vs-n unit-pair");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"unit-pair", "x"}});
  table.add_axis({"steps", "1", "number of steps", std::vector<std::int64_t>{32, 64, 128}});
  table.add(
      {"weak_error", "1", "weak error", {}, std::vector<double>{1.0, 0.5, kInfinity, 0.1, -2e-308, std::nan("")}});
  table.add({"slope", "1", "order", {"case"}, std::vector<double>{1.0, 2.0}});
  table.add({"verdict", "1", "verdict", {"case"}, std::vector<std::string>{"HOLDS", ""}});
  table.add({"n", "1", "samples", {"steps", "case"}, std::vector<std::int64_t>{1, 2, 3, 4, 5, -6}});
  return table;
}

Provenance some_provenance() {
  return provenance_now("plumbline study 'a b'", {{"unit-pair", "name = \"unit-pair\"\n"}}, {1, 18446744073709551615u},
                        Times::left_out);
}

void write_file(const std::string& path) {
  ResultFile file = ResultFile::create(path, some_provenance());
  file.write(small_table(), "error_vs_n");
  file.finish();
}

std::string bytes_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void put_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

TEST_CASE("a file gives back what was written", "[exact]") {
  const TestDirectory directory;
  write_file(directory / "a.h5");
  const Results results = ResultFile::open(directory / "a.h5");
  CHECK(results.complete);
  CHECK(results.sealed);
  CHECK(results.provenance.command_line == "plumbline study 'a b'");
  CHECK(results.provenance.cases.at(0).text == "name = \"unit-pair\"\n");
  CHECK(results.provenance.seeds == std::vector<std::uint64_t>{1, 18446744073709551615u});
  CHECK(results.provenance.start.empty());
  CHECK_FALSE(results.provenance.compiler.empty());
  const Table* table = results.find("error_vs_n");
  REQUIRE(table != nullptr);
  CHECK(table->title() == "Weak error");
  CHECK(table->command() == "plumbline study error-vs-n unit-pair");
  REQUIRE(table->axes().size() == 2);
  CHECK(std::get<std::vector<std::string>>(table->find_axis("case")->values)[0] == "unit-pair");
  CHECK(std::get<std::vector<std::int64_t>>(table->find_axis("steps")->values)[2] == 128);
  const std::vector<double>& error = table->doubles("weak_error");
  CHECK(error[2] == kInfinity);
  CHECK(error[4] == -2e-308);
  CHECK(std::isnan(error[5]));
  CHECK(table->find("weak_error")->axes == std::vector<std::string>{"case", "steps"});
  CHECK(table->find("n")->axes == std::vector<std::string>{"steps", "case"});
  CHECK(std::get<std::vector<std::int64_t>>(table->find("n")->values)[5] == -6);
  CHECK(std::get<std::vector<std::string>>(table->find("verdict")->values)[0] == "HOLDS");
  CHECK(table->find("slope")->long_name == "order");
}

TEST_CASE("equal inputs give equal bytes", "[exact]") {
  const TestDirectory directory;
  write_file(directory / "a.h5");
  write_file(directory / "b.h5");
  const std::string bytes = bytes_of(directory / "a.h5");
  CHECK(bytes == bytes_of(directory / "b.h5"));
  CHECK(bytes.size() > 1000);
}

TEST_CASE("a large case text fits", "[exact]") {
  const TestDirectory directory;
  const std::string text(200'000, '#');
  ResultFile file = ResultFile::create(directory / "a.h5", provenance_now("c", {{"large", text}}, {}));
  file.finish();
  const Results results = ResultFile::open(directory / "a.h5");
  CHECK(results.provenance.cases.at(0).text == text);
  CHECK(results.provenance.start.size() == 20);
  CHECK(results.provenance.end.size() == 20);
}

TEST_CASE("a partial file is read only on request", "[bad-input]") {
  const TestDirectory directory;
  ResultFile file = ResultFile::create(directory / "a.h5", some_provenance());
  file.write(small_table(), "units");
  file.finish_partial();
  CHECK_FALSE(ResultFile::open(directory / "a.h5", true).complete);
  CHECK_THROWS_WITH(ResultFile::open(directory / "a.h5"), ContainsSubstring("is incomplete"));
}

TEST_CASE("every flipped bit and every truncation is noticed", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  write_file(path);
  const std::string bytes = bytes_of(path);
  for (std::size_t i = 0; i < bytes.size(); i += 97) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    put_bytes(path, damaged);
    CHECK_THROWS_AS(ResultFile::open(path), OutputError);
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{500}, bytes.size() / 2,
                                   bytes.size() - kSealLength - 1, bytes.size() - 1}) {
    put_bytes(path, bytes.substr(0, length));
    INFO(length);
    CHECK_THROWS_AS(ResultFile::open(path), OutputError);
  }
  // Short of the whole seal nothing is lost but the proof.
  put_bytes(path, bytes.substr(0, bytes.size() - kSealLength));
  CHECK_FALSE(ResultFile::open(path).sealed);
}

TEST_CASE("files that are not results are refused in one line", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  CHECK_THROWS_WITH(ResultFile::open(path), ContainsSubstring("No such file"));
  CHECK_THROWS_WITH(ResultFile::open(directory / ""), ContainsSubstring("not a regular file"));
  put_bytes(path, "not HDF5 at all");
  CHECK_THROWS_WITH(ResultFile::open(path), ContainsSubstring("is not an HDF5 file"));
}

TEST_CASE("paths that cannot be written are refused before the run", "[bad-input]") {
  const TestDirectory directory;
  const auto create = [](const std::string& path) { return ResultFile::create(path, some_provenance()); };
  CHECK_THROWS_WITH(create(directory / "none/a.h5"), ContainsSubstring("No such file or directory"));
  CHECK_THROWS_WITH(create(directory / ""), ContainsSubstring("not a regular file"));
  CHECK_THROWS_WITH(create("/dev/full"), ContainsSubstring("not a regular file"));
  CHECK_THROWS_AS(create("/proc/a.h5"), OutputError);
  CHECK_THROWS_AS(create(""), OutputError);
  CHECK(directory.names().empty());
}

TEST_CASE("a run that is given up leaves nothing and spares the old file", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  write_file(path);
  const std::string before = bytes_of(path);
  {
    ResultFile file = ResultFile::create(path, some_provenance());
    file.write(small_table(), "other");
  }
  CHECK(bytes_of(path) == before);
  CHECK(directory.names() == std::vector<std::string>{"a.h5"});
}
