#include "results/report/show.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "results/table/rows.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

Results some_results() {
  Results results;
  results.provenance.command_line = "plumbline law unit-pair";
  results.sealed = true;
  Table table("Law of the sampler");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"a_1", "b"}});
  table.add_axis({"w", "1", "guidance scale", std::vector<double>{0.5, 1.0}});
  table.add_values("cost", {{1.169418, 2.1e-5, ""}, {NAN, NAN, ""}, {INFINITY, 0.0, ""}, {1.5e-12, 2e-14, ""}}, "cost");
  table.add({"slope", "1", "slope", {"case"}, std::vector<double>{1.0, 2.0}});
  results.tables.emplace_back("law", table);
  return results;
}

}  // namespace

TEST_CASE("values print with the digits that their errors support", "[exact]") {
  CHECK(value_text(1.169418123, 2.1e-5) == "1.169418 +- 0.000021");
  CHECK(value_text(1234.5678, 25.0) == "1235 +- 25");
  CHECK(value_text(-0.5, 0.25) == "-0.50 +- 0.25");
  CHECK(value_text(1.5e-12, 2e-14) == "1.500e-12 +- 2.0e-14");
  CHECK(value_text(2.0, 0.0) == "2");
  CHECK(value_text(INFINITY, 0.0) == "inf");
  CHECK(value_text(NAN, 0.1) == "-");
  CHECK(value_text(3.0, INFINITY) == "3 +- inf");
  CHECK(value_text(0.0, 1e-3) == "0.0000 +- 0.0010");
}

TEST_CASE("whole numbers print whole", "[exact]") {
  CHECK(number_text(20260101.0) == "20260101");
  CHECK(number_text(-3.0) == "-3");
  CHECK(number_text(1234567.8) == "1.23457e+06");
  CHECK(number_text(1e20) == "1e+20");
  CHECK(number_text(-INFINITY) == "-inf");
}

TEST_CASE("a single long row stands upright", "[exact]") {
  Table table("Law");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"a"}});
  for (int i = 0; i < 12; ++i) table.add_values("x" + std::to_string(i), {{1.0 * i, 0.25, ""}}, "x");
  const Cells cells = cells_of(table, blocks(table).front());
  REQUIRE(cells.size() == 14);
  CHECK(cells[0] == std::vector<std::string>{"entry", "value"});
  CHECK(cells[1] == std::vector<std::string>{"case", "a"});
  CHECK(cells[13] == std::vector<std::string>{"x11", "11.00 +- 0.25"});
}

TEST_CASE("tables print aligned, one list of rows for each set of axes", "[exact]") {
  const std::string text = show(some_results(), ShowFormat::text);
  CHECK_THAT(text, ContainsSubstring("law: Law of the sampler\n"));
  CHECK_THAT(text, ContainsSubstring("case  w    cost\n"
                                     "a_1   0.5  1.169418 +- 0.000021\n"
                                     "a_1   1    -\n"
                                     "b     0.5  inf\n"
                                     "b     1    1.500e-12 +- 2.0e-14\n"));
  CHECK_THAT(text, ContainsSubstring("case  slope\na_1   1\nb     2\n"));
}

TEST_CASE("LaTeX output is escaped and typeset as mathematics", "[exact]") {
  const std::string text = show(some_results(), ShowFormat::latex);
  CHECK_THAT(text, ContainsSubstring("a\\_1 & $0.5$ & $1.169418 \\pm 0.000021$ \\\\\n"));
  CHECK_THAT(text, ContainsSubstring("b & $0.5$ & $\\infty$ \\\\\n"));
  CHECK_THAT(text, ContainsSubstring("$1.500 \\times 10^{-12} \\pm 2.0 \\times 10^{-14}$"));
}

TEST_CASE("JSON output holds everything", "[exact]") {
  const auto json = nlohmann::json::parse(show(some_results(), ShowFormat::json));
  const auto& datasets = json.at("tables").at("law").at("datasets");
  CHECK(datasets.at("cost").at("values") == nlohmann::json({1.169418, "nan", "inf", 1.5e-12}));
  CHECK(datasets.at("cost_error").at("values").at(0) == 2.1e-5);
  CHECK(datasets.at("slope").at("axes") == nlohmann::json({"case"}));
}
