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

TEST_CASE("a single long row stands upright", "[exact]") {
  Table table("Law");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"a"}});
  for (int i = 0; i < 12; ++i) table.add_values("x" + std::to_string(i), {{1.0 * i, 0.25, ""}}, "x");
  const Cells cells = upright_if_long(cells_of(table, blocks(table).front()));
  REQUIRE(cells.size() == 14);
  CHECK(cells[0] == std::vector<std::string>{"entry", "value"});
  CHECK(cells[1] == std::vector<std::string>{"case", "a"});
  CHECK(cells[13] == std::vector<std::string>{"x11", "11.0(3)"});
}

TEST_CASE("tables print aligned, one list of rows for each set of axes", "[exact]") {
  const std::string text = show(some_results(), ShowFormat::text);
  CHECK_THAT(text, ContainsSubstring("law: Law of the sampler\n"));
  CHECK_THAT(text, ContainsSubstring("case  w    cost\n"
                                     "a_1   0.5  1.16942(3)\n"
                                     "a_1   1    -\n"
                                     "b     0.5  inf\n"
                                     "b     1    1.50(2)e-12\n"));
  CHECK_THAT(text, ContainsSubstring("case  slope\na_1   1\nb     2\n"));
}

TEST_CASE("LaTeX output is escaped and typeset as mathematics", "[exact]") {
  const std::string text = show(some_results(), ShowFormat::latex);
  CHECK_THAT(text, ContainsSubstring("a\\_1 & $0.5$ & $1.16942(3)$ \\\\\n"));
  CHECK_THAT(text, ContainsSubstring("b & $0.5$ & $\\infty$ \\\\\n"));
  CHECK_THAT(text, ContainsSubstring("$1.50(2) \\times 10^{-12}$"));
}

TEST_CASE("JSON output holds everything", "[exact]") {
  const auto json = nlohmann::json::parse(show(some_results(), ShowFormat::json));
  const auto& datasets = json.at("tables").at("law").at("datasets");
  CHECK(datasets.at("cost").at("values") == nlohmann::json({1.169418, "nan", "inf", 1.5e-12}));
  CHECK(datasets.at("cost_error").at("values").at(0) == 2.1e-5);
  CHECK(datasets.at("slope").at("axes") == nlohmann::json({"case"}));
}

TEST_CASE("columns, digits, a pivot and a caption for a paper", "[exact]") {
  const Results results = some_results();
  ShowOptions options{.format = ShowFormat::latex, .columns = {"cost"}, .digits = 3, .pivot = "w", .caption = "50%"};
  const std::string text = show(results, options);
  CHECK_THAT(text, ContainsSubstring("\\begin{table}\n\\centering\n\\caption{50\\%}\n\\begin{tabular}{lll}\n"));
  CHECK_THAT(text, ContainsSubstring("case & $0.5$ & $1$ \\\\\n\\midrule\na\\_1 & $1.17(1)$ & -- \\\\\n"
                                     "b & $\\infty$ & $1.50(2) \\times 10^{-12}$ \\\\\n"));
  CHECK_THAT(text, !ContainsSubstring("slope"));
  options = {.columns = {"slope"}};
  CHECK_THAT(show(results, options), ContainsSubstring("\ncase  slope\na_1   1\n"));
  CHECK_THAT(show(results, options), !ContainsSubstring("cost"));
  CHECK_THROWS_WITH(show(results, {.columns = {"none"}}), ContainsSubstring("there are: cost, cost_error, slope"));
  CHECK_THROWS_WITH(show(results, {.tables = {"none"}}), ContainsSubstring("there are: law"));
  CHECK_THROWS_WITH(show(results, {.pivot = "none"}), ContainsSubstring("there are: case, w"));
}

TEST_CASE("of long lists the beginning is made, and nothing of the rest", "[exact]") {
  Results results;
  Table table("Long");
  table.add_axis({"row", "1", "row", std::vector<std::int64_t>(1'000'000, 7)});
  table.add({"x", "1", "x", {}, std::vector<double>(1'000'000, 0.5)});
  results.tables.emplace_back("long", table);
  CHECK_THAT(show(results, ShowFormat::text), ContainsSubstring("7    0.5\n.. and 999980 more rows"));
}
