#include "results/report/report.hpp"

#include "results/report/report_charts.hpp"
#include "results/report/report_matrix.hpp"

#include <cmath>

#include "results/store/regular_file.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

using namespace plumbline;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

std::string names_of(const Chart& chart) {
  std::string all;
  for (const Series& series : chart.series) all += (all.empty() ? "" : "; ") + series.name;
  return all;
}

// Two cases; weak errors of both signs, one infinite, orders fitted for the first scheme alone.
Table error_table() {
  Table table("Error against N", "plumbline study error-vs-n a b");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"a", "b"}});
  table.add_axis({"scheme", "1", "scheme", std::vector<std::string>{"ddpm", "euler"}});
  table.add_axis({"steps", "1", "steps", std::vector<std::int64_t>{32, 64, 128}});
  std::vector<Value> errors;
  for (int line = 0; line < 4; ++line) {
    for (const double n : {32.0, 64.0, 128.0}) errors.push_back({(line % 2 == 0 ? 1.0 : -1.0) / n, 1e-4, ""});
  }
  errors[0].value = INFINITY;
  table.add_values("weak_error", errors, "weak error");
  table.add_values("weak_error_order", {{1.0, 0.02, ""}, {NAN, 0.0, ""}, {1.0, 0.02, ""}, {NAN, 0.0, ""}}, "order", "1",
                   {"case", "scheme"});
  table.add({"weak_error_first", "1", "first", {"case", "scheme"}, std::vector<double>(4, 32.0)});
  table.add({"weak_error_last", "1", "last", {"case", "scheme"}, std::vector<double>(4, 128.0)});
  return table;
}

}  // namespace

TEST_CASE("errors against N give one chart a case, points and fits", "[exact]") {
  const std::vector<Chart> charts = charts_of("error_vs_n", error_table());
  REQUIRE(charts.size() == 2);
  CHECK(charts[0].about == "a");
  CHECK(charts[0].title == "Weak error");
  REQUIRE(charts[0].series.size() == 3);  // a fit and two sets of points
  CHECK(charts[0].series[1].name == "ddpm, order 1.00(2)");
  CHECK(charts[0].series[2].y[1] == Approx(1.0 / 64.0));
  // On a pure power law the fit runs through the points.
  const Series& fit = charts[1].series[0];
  REQUIRE(fit.y.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(fit.y[i] == Approx(1.0 / fit.x[i]).epsilon(1e-12));
  CHECK(fit.high[2] > fit.y[2]);
  // The infinite point is left out, the other eleven are there to hover over, on six points a chart.
  const std::string html = charts[0].html() + charts[1].html();
  CHECK(count(html, "data-tip") == 11);
  CHECK(count(html, "nan") == 0);
  CHECK(count(html, "inf") == 0);
}

TEST_CASE("every figure of the report has something in it", "[exact]") {
  Table table("Guidance", "");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"a", "b"}});
  table.add_axis({"w", "1", "w", std::vector<double>{0.1, 1.0, 10.0}});
  const double nan = std::nan("");
  table.add({"exact_negative_cost", "1", "x", {}, std::vector<double>{-2.0, -1.5, -1.1, nan, nan, nan}});
  table.add({"fraction_improved", "1", "x", {}, std::vector<double>(6, 0.75)});
  const std::vector<Chart> charts = charts_of("guidance_scale", table);
  CHECK(charts.size() == 3);  // two fractions (constant), one exact curve; case b has no exact values
  for (const Chart& chart : charts) CHECK_FALSE(chart.empty());
  // a curve without a number is not in the legend either
  table.add({"mean_negative_cost", "1", "x", {}, std::vector<double>{-2.0, -1.5, -1.1, -2.0, -1.5, -1.1}});
  const std::vector<Chart> with_means = charts_of("guidance_scale", table);
  REQUIRE(with_means.size() == 4);
  CHECK(with_means[1].series.size() == 2);
  CHECK(with_means[3].series.size() == 1);
  CHECK(charts_of("unknown", table).empty());
  CHECK(charts_of("error_vs_n", table).empty());
}

TEST_CASE("the curves of errors, budgets and rewards", "[exact]") {
  const std::vector<std::string> one_case{"a"};
  Table errors("Score errors", "");
  errors.add_axis({"case", "1", "case", one_case}).add_axis({"w", "1", "w", std::vector<double>{1.0, 2.0}});
  errors.add_axis({"steps", "1", "N", std::vector<std::int64_t>{32}});
  errors.add_axis({"kind", "1", "kind", std::vector<std::string>{"late", "early"}});
  errors.add_axis({"epsilon", "1", "eps", std::vector<double>{0.1, 0.2}});
  errors.add({"tv", "1", "tv", {}, std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8}});
  errors.add({"expected_cost", "1", "E J", {}, std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8}});
  errors.add({"tv_bound", "1", "bound", {}, std::vector<double>(8, 10.0)});
  errors.add({"guided_cost", "1", "E J", {"case", "w", "steps"}, std::vector<double>{0.5, 0.25}});
  const std::vector<Chart> responses = charts_of("score_error", errors);
  REQUIRE(responses.size() == 6);  // for each w the response, its share of the bound, and what is left
  CHECK(responses[3].about == "a, w = 2, N = 32");
  CHECK(names_of(responses[3]) == "late; early");
  CHECK(responses[3].series[1].y == std::vector<double>{7, 8});
  CHECK(responses[4].series[1].y == std::vector<double>{0.7, 0.8});
  CHECK(names_of(responses[5]) == "late; early; true scores");
  CHECK(responses[5].series[2].y == std::vector<double>{0.25, 0.25});

  Table budget("Budget", "");
  budget.add_axis({"case", "1", "case", one_case}).add_axis({"halvings", "1", "h", std::vector<double>{0, 1}});
  budget.add({"total", "1", "total", {}, std::vector<double>{1.0, 0.5}});
  budget.add({"score", "1", "score", {}, std::vector<double>{-0.5, -0.25}});
  const std::vector<Chart> parts = charts_of("error_budget", budget);
  REQUIRE(parts.size() == 1);
  CHECK(names_of(parts[0]) == "total; score");
  CHECK(parts[0].series[1].y == std::vector<double>{0.5, 0.25});  // sizes on a logarithmic axis

  Table reward("Reward", "");
  reward.add_axis({"case", "1", "case", one_case})
      .add_axis({"source", "1", "m", std::vector<std::string>{"exact", "none"}});
  reward.add_axis({"w", "1", "w", std::vector<double>{0, 1}});
  reward.add({"gain", "1", "gain", {}, std::vector<double>{0.0, 1.0, NAN, NAN}});
  reward.add({"r2_gain", "1", "gain", {"case", "w"}, std::vector<double>{0.0, 1.1}});
  const std::vector<Chart> gains = charts_of("reward", reward);
  REQUIRE(gains.size() == 1);
  CHECK(names_of(gains[0]) == "exact; R2, along the paths");
  CHECK(gains[0].series[1].y == std::vector<double>{0.0, 1.1});
}

TEST_CASE("the clouds of end states share one window", "[exact]") {
  const std::vector<std::string> one_case{"a"};
  Table states("States", "");
  states.add_axis({"case", "1", "case", one_case}).add_axis({"w", "1", "w", std::vector<double>{0, 1}});
  states.add_axis({"state", "1", "state", std::vector<std::int64_t>{0, 1}});
  states.add_axis({"coordinate", "1", "coordinate", std::vector<std::string>{"x", "y"}});
  states.add({"end_state", "1", "y", {}, std::vector<double>{0, 0, 1, 2, 3, 4, 5, 8}});
  const std::vector<Chart> clouds = charts_of("reward_states", states);
  REQUIRE(clouds.size() == 2);
  CHECK(clouds[1].series[0].x == std::vector<double>{3, 5});
  CHECK(clouds[1].series[0].y == std::vector<double>{4, 8});
  CHECK(clouds[0].y_shown == std::vector<double>{0, 8});  // one window for both, one unit both ways
  CHECK(clouds[0].x_shown == clouds[1].x_shown);
  CHECK(clouds[0].x_shown[1] - clouds[0].x_shown[0] == Approx(8 * kChartAspect));
}

TEST_CASE("the curves of learning, of work against precision and of grids", "[exact]") {
  const std::vector<std::string> one_case{"a"};
  Table learned("Learned", "");
  learned.add_axis({"case", "1", "case", one_case}).add_axis({"score", "1", "s", std::vector<std::string>{"base"}});
  learned.add_axis({"features", "1", "features", std::vector<std::int64_t>{8}});
  learned.add_axis({"samples", "1", "n", std::vector<std::int64_t>{10, 20}});
  learned.add({"square_distance", "1", "d", {}, std::vector<double>{2.0, 1.0}});
  learned.add({"predicted", "1", "d", {}, std::vector<double>{2.1, 1.05}});
  learned.add_values("order", {{1.0, 0.1, ""}}, "order", "1", {"case", "score", "features"});
  learned.add({"square_of_limit", "1", "d", {"case", "score", "features"}, std::vector<double>{0.5}});
  const std::vector<Chart> rates = charts_of("learned_distance", learned);
  REQUIRE(rates.size() == 1);
  CHECK(names_of(rates[0]) == "features = 8, order 1.00(10); predicted");
  CHECK(rates[0].series[1].y == std::vector<double>{2.6, 1.55});

  Table work("Work", "");
  work.add_axis({"case", "1", "case", one_case})
      .add_axis({"schedule", "1", "s", std::vector<std::string>{"cosine", "li", "karras"}});
  work.add_axis({"target", "1", "b", std::vector<double>{0.1, 0.01}});
  work.add({"evaluations", "1", "work", {}, std::vector<double>{10, 100, NAN, NAN, 30, NAN}});
  const std::vector<Chart> curves = charts_of("work_precision", work);
  REQUIRE(curves.size() == 1);
  CHECK(names_of(curves[0]) == "cosine; karras");
  CHECK(curves[0].series[0].x == std::vector<double>{10, 100});
  CHECK(curves[0].series[0].y == std::vector<double>{0.1, 0.01});
  CHECK(curves[0].series[1].x[0] == 30.0);
  CHECK(std::isnan(curves[0].series[1].y[1]));

  Table grids("Grids", "");
  grids.add_axis({"case", "1", "case", one_case}).add_axis({"spacing", "1", "h", std::vector<double>{0.2, 0.1}});
  grids.add({"deviation", "1", "d", {}, std::vector<double>{1e-3, 1e-9}});
  grids.add_values("expected_cost", {{2.0, 2e-3, ""}, {2.0, 1e-8, ""}}, "E J");
  grids.add({"tv", "1", "tv", {}, std::vector<double>{1e-2, 1e-6}});
  const std::vector<Chart> refinements = charts_of("grid_refinement", grids);
  REQUIRE(refinements.size() == 1);
  CHECK(names_of(refinements[0]) == "true error of E J; stated error of E J; total variation");
  CHECK(refinements[0].series[1].y == std::vector<double>{2e-3, 1e-8});
}

TEST_CASE("which claim catches which mutant, at a glance", "[exact]") {
  Table mutants("Mutants", "");
  mutants.add_axis({"mutant", "1", "m", std::vector<std::string>{"wrong-sign", "tame"}});
  mutants.add_axis({"claim", "1", "c", std::vector<std::string>{"S2", "F2"}});
  const double nan = std::nan("");
  mutants.add({"severity", "1", "s", {}, std::vector<double>{12.0, nan, nan, nan}});
  const std::string html = mutant_matrix(mutants);
  CHECK(count(html, "<td class='v holds'>✓ <small>1.2e+01</small></td><td class='none'>·</td></tr>") == 1);
  CHECK(count(html, "✗ escaped") == 1);
}

TEST_CASE("the smallest margin behind the worst verdict", "[exact]") {
  Table claims("Claims", "");
  claims.add_axis({"claim_row", "1", "row", std::vector<std::int64_t>{0, 1, 2, 3, 4}});
  claims.add({"id", "1", "claim", {}, std::vector<std::string>{"A", "A", "B", "B", "C"}});
  claims.add({"case_name", "1", "case", {}, std::vector<std::string>(5, "a")});
  claims.add(
      {"verdict", "1", "v", {}, std::vector<std::string>{"HOLDS", "HOLDS", "HOLDS", "VIOLATED", "NOT APPLICABLE"}});
  claims.add({"margin", "1", "m", {}, std::vector<double>{0.75, 0.5, 0.25, -3.0, std::nan("")}});
  const std::string html = verdict_matrix(claims);
  CHECK(count(html, "<th>A</th><td class='v holds'>✓ <small>0.50</small></td>") == 1);
  CHECK(count(html, "<th>B</th><td class='v violated'>✗ <small>-3.00</small></td>") == 1);
  CHECK(count(html, "<th>C</th><td class='none'>·</td>") == 1);
}

TEST_CASE("the report is one safe, self-contained page", "[bad-input]") {
  const TestDirectory directory;
  ResultFile file = ResultFile::create(
      directory / "a.h5", provenance_now("plumbline '<script>alert(1)</script>'", {{"a", "name = \"<b>\""}}, {1}));
  Table claims("Claims & <i>more</i>");
  claims.add_axis({"claim_row", "1", "row", std::vector<std::int64_t>{0, 1}});
  claims.add({"verdict", "1", "verdict", {}, std::vector<std::string>{"HOLDS", "<img src=x onerror='a'>"}});
  file.write(claims, "claims");
  file.write(error_table(), "error_vs_n");
  Table large("Many rows");
  large.add_axis({"row", "1", "row", std::vector<std::int64_t>(100'000, 123456789)});
  large.add({"x", "1", "x", {}, std::vector<double>(100'000, 1.0 / 3.0)});
  file.write(large, "large");
  file.finish();
  write_report({directory / "a.h5"}, directory / "a.html");
  const std::string html = read_bytes(directory / "a.html");
  CHECK(count(html, "<script>") == 1);
  CHECK(count(html, "<img") == 0);
  CHECK(count(html, "<i>") == 0);
  CHECK(count(html, "http") == 0);
  CHECK(count(html, "src=") == 1);  // the escaped one above
  CHECK(count(html, "<b>✓ 1</b>checks hold") == 1);
  CHECK_THAT(html, ContainsSubstring("1000 of 100000 rows"));
  CHECK(html.size() < 3'000'000);
}

TEST_CASE("a report of two files counts the verdicts of both and keeps their sections apart", "[exact]") {
  Results one, two;
  Table claims("Claims");
  claims.add_axis({"claim_row", "1", "row", std::vector<std::int64_t>{0, 1}});
  claims.add({"verdict", "1", "verdict", {}, std::vector<std::string>{"HOLDS", "VIOLATED(grid)"}});
  claims.add({"id", "1", "claim", {}, std::vector<std::string>{"G1", "G1"}});
  claims.add({"case_name", "1", "case", {}, std::vector<std::string>{"a", "a"}});
  claims.add({"reason", "1", "reason", {}, std::vector<std::string>{"", ""}});
  for (Results* results : {&one, &two}) results->tables.emplace_back("claims", claims);
  two.tables.emplace_back("error_vs_n", error_table());
  const std::string html = report_html({one, two});
  CHECK(count(html, "<b>✓ 2</b>checks hold") == 1);
  CHECK(count(html, "<b>✗ 2</b>violated") == 1);
  for (const char* id : {"claims", "claims-2", "error_vs_n-2", "provenance"}) {
    CHECK(count(html, std::string("id='") + id + "'") == 1);
    CHECK(count(html, std::string("href='#") + id + "'") == 1);
  }
  // of the two checks of G1 on a the worse one stands in the overview
  CHECK(count(html, "<tr><th>G1</th><td class='v violated'>✗</td></tr>") == 2);
  CHECK(count(html, "<th>reason</th>") == 0);                 // an empty column
  CHECK(count(html, "</svg>ddpm, order 1.00(2)</li>") == 2);  // one legend a case
}
