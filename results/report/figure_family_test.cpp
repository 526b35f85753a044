#include "results/report/figure_family.hpp"

#include <algorithm>
#include <set>

#include "results/report/every_table.hpp"
#include "results/report/report.hpp"
#include "results/report/report_charts.hpp"
#include "results/report/table_places.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("every family of figures is drawn, with everything that its description names", "[exact]") {
  CHECK(figure_families().size() == axes_of_tables().size());
  for (const FigureFamily& family : figure_families()) {
    INFO(family.table);
    const Table table = some_table(family);
    const std::vector<Chart> charts = charts_of(family.table, table);
    if (family.figures[0].kind == "matrix") {
      CHECK(charts.empty());  // a matrix of the page
      continue;
    }
    for (const Figure& figure : family.figures) {
      std::vector<Chart> of_figure;
      std::copy_if(charts.begin(), charts.end(), std::back_inserter(of_figure),
                   [&](const Chart& chart) { return chart.title == figure.title; });
      REQUIRE_FALSE(of_figure.empty());
      CHECK((of_figure.size() >= 2 || figure.kind == "sample"));  // both cases
      std::set<std::string> names;
      for (const Series& series : of_figure[0].series) names.insert(series.name);
      for (const auto* overlays : {&figure.beside, &figure.more, &figure.levels}) {
        for (const Overlay& overlay : *overlays) CHECK(names.contains(overlay.label));
      }
      CHECK(of_figure[0].html().find("<svg") != std::string::npos);
    }
  }
}

TEST_CASE("the report shows pictures of laws and states first", "[exact]") {
  Results results;
  for (const FigureFamily& family : figure_families()) results.tables.emplace_back(family.table, some_table(family));
  const std::string html = report_html({results});
  const auto place = [&](const std::string& id) { return html.find("<section id='" + id + "'"); };
  for (const char* picture : {"density", "plane_density", "sample", "reward_density", "reward_states"}) {
    CHECK(place(picture) < place("error_vs_n"));
  }
  CHECK(place("error_vs_n") < place("mutants"));
  for (const char* number : {" nan", "nan ", "Mnan", "'nan"}) CHECK(html.find(number) == std::string::npos);
}

TEST_CASE("few labels of a long axis are chosen evenly, the first and the last among them", "[exact]") {
  Figure figure;
  figure.at_most = {{"w", 4}};
  Table table("", "");
  table.add_axis({"w", "1", "w", std::vector<double>(10, 1.0)});
  CHECK(places_shown(table.axes()[0], figure) == std::vector<std::size_t>{0, 3, 6, 9});
}

TEST_CASE("a sample on the line is a histogram of area one", "[exact]") {
  Table table("Sample", "");
  std::vector<std::int64_t> paths;
  std::vector<double> states;
  for (int i = 0; i < 4000; ++i) {
    paths.push_back(i);
    states.push_back(std::sin(i));
  }
  table.add_axis({"path", "1", "path", paths}).add_axis({"coordinate", "1", "c", std::vector<std::int64_t>{0}});
  table.add({"end_state", "1", "y", {}, states});
  const std::vector<Chart> charts = charts_of("sample", table);
  REQUIRE(charts.size() == 1);
  double area = 0.0;
  for (const Tile& bar : charts[0].tiles) area += (bar.x1 - bar.x0) * bar.y1;
  CHECK(area == Approx(1.0).margin(0.01));
}

// Not a check in itself: run by name, it leaves a file for recipes_test.py and plot_test.py.
TEST_CASE("a file for the reading recipes", "[.recipes]") {
  ResultFile file = ResultFile::create("recipes.h5", provenance_now("test", {{"a", "name = \"a\""}}, {1}));
  for (const FigureFamily& family : figure_families()) file.write(some_table(family), family.table);
  file.finish();
  SUCCEED();
}
