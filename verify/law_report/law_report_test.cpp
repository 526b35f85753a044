#include <cmath>
#include <limits>

#include "theory/base/value_arithmetic.hpp"
#include "verify/law_report/law_report.hpp"
#include "verify/law_report/law_views.hpp"
#include "verify/law_report/report_parts.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A report of a made-up chain in the plane with every kind of entry.
LawReport made_up() {
  LawReport report;
  report.case_name = "somewhere";
  report.dimension = 2;
  report.finiteness = {{true, ""}, "the tail is light", {{}, "never"}};
  report.expected_cost = {1.5, 1e-3, "by hand"};
  report.mean = {{0.25, 1e-4, ""}, {-3.0, 2e-4, ""}};
  report.tv = Value::none("not asked");
  report.limit = {{infinity, 0.0, ""}, {}, {}};
  report.powers = {{2.0, {{true, ""}, "light", {7, ""}}, {4.0, 0.5, ""}, Value::none("too large"), {}},
                   {3.0, {{false, ""}, "heavy", {{}, "never"}}, {infinity, 0.0, ""}, {9.0, 0.1, ""}, {}}};
  report.tilted = TiltedReport{
      true, "it exists", {1.0, 0.0, ""}, {2.5, 0.125, ""}, Value::none("no limit"), Value::none("no limit")};
  return report;
}

}  // namespace

TEST_CASE("JSON of a law: errors beside values, reasons beside what is not known", "[exact]") {
  const Json json = law_json(made_up());
  REQUIRE(json["expected_cost"] == 1.5);
  REQUIRE(json["expected_cost_error"] == 1e-3);
  REQUIRE(json["mean"] == Json::array({0.25, -3.0}));
  REQUIRE(json["mean_error"] == Json::array({1e-4, 2e-4}));
  REQUIRE(json["tv"].is_null());
  REQUIRE(json["tv_why"] == "not asked");
  REQUIRE_FALSE(json.contains("tv_error"));
  REQUIRE(json["first_finite_steps"].is_null());
  REQUIRE(json["first_finite_steps_why"] == "never");
  REQUIRE(json["limit"]["expected_cost"] == "inf");
  REQUIRE(json["limit"]["error"] == 0.0);
  REQUIRE(json["powers"][0]["limit_why"] == "too large");
  REQUIRE(json["powers"][1]["limit"] == 9.0);
  REQUIRE(json["tilted"]["error"] == 0.125);
  REQUIRE_FALSE(json.contains("hellinger"));  // not computed in the plane
}

TEST_CASE("the table of a law has every entry of its JSON", "[exact]") {
  const Table table = law_table(made_up());
  REQUIRE(table.doubles("expected_cost_error") == std::vector{1e-3});
  REQUIRE(table.doubles("mean") == std::vector{0.25, -3.0});
  REQUIRE(std::isnan(table.doubles("tv").front()));
  REQUIRE(std::get<std::vector<std::string>>(table.find("tv_why")->values) == std::vector<std::string>{"not asked"});
  REQUIRE(table.find("tv_error") == nullptr);
  REQUIRE(table.doubles("limit_expected_cost") == std::vector{infinity});
  REQUIRE(table.doubles("tilted_expected_cost_error") == std::vector{0.125});
  // a power without a value keeps its place beside one that has one
  const std::vector<double>& limit = table.doubles("power_limit");
  REQUIRE(std::isnan(limit[0]));
  REQUIRE(limit[1] == 9.0);
  REQUIRE(std::get<std::vector<std::string>>(table.find("power_limit_why")->values)[0] == "too large");
  REQUIRE(std::get<std::vector<std::int64_t>>(table.find("power_finite")->values) == std::vector<std::int64_t>{1, 0});
}

TEST_CASE("text of a law", "[exact]") {
  const std::string text = law_text(made_up());
  REQUIRE_THAT(text, ContainsSubstring("expected_cost"));
  REQUIRE_THAT(text, ContainsSubstring("1.5000(10)"));
  REQUIRE_THAT(text, ContainsSubstring("(0.25000(10), -3.0000(2))"));
  REQUIRE_THAT(text, ContainsSubstring("none: not asked"));
  REQUIRE_THAT(text, ContainsSubstring("powers[3].value"));
  REQUIRE_THAT(text, ContainsSubstring("tilted.normalisable"));
}

TEST_CASE("differences of what is infinite or not known", "[exact]") {
  const Value one{1.0, 0.25, ""};
  const Value endless{infinity, 0.0, ""};
  REQUIRE((Value{3.0, 0.5, ""} - one).value == 2.0);
  const double error = (Value{3.0, 0.5, ""} - one).error;  // with the rounding of the difference
  REQUIRE((error >= 0.75 && error <= 0.75 + 1e-15));
  REQUIRE((endless - one).value == infinity);
  REQUIRE(!(endless - endless).is_known());
  REQUIRE((one - Value::none("lost")).how == "lost");
}

TEST_CASE("a law whose expected cost is out of reach has all the rest", "[exact]") {
  const Case problem = load_case("unit-pair");
  const LimitSpec from_noise{{1e-4}, {1.0}, {{1.0}}};
  LawRequest request{{Schedule::log_uniform, Scheme::ddpm, from_noise}, {1}, {}, {}};
  request.limit = false;
  const LawReport report = law_report(problem, request, ProgressMode::none);
  REQUIRE(!report.expected_cost.is_known());
  REQUIRE(report.finiteness.finite.fact == true);
  // one step of ddpm from t0: Y = 100 y + (1 - t0) 100 G + noise, in closed form as all scores are affine
  REQUIRE(std::abs(report.second_moment.value - 10002.9992001199) < 1e-8);
  REQUIRE(report.tv.how == limit_not_wanted);
  REQUIRE(report.steps == 1);
}

}  // namespace plumbline
