#include "theory/cases/case.hpp"

#include <cmath>

#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

std::string case_text(const std::string& weight, const std::string& covariance) {
  return "name = \"x\"\nabout = \"y\"\n[[component]]\nweight = " + weight +
         "\nmean = [1.0]\ncovariance = " + covariance +
         "\nclass = 1\n[guidance]\nkind = \"classifier-free\"\nclass = 1\n";
}

}  // namespace

TEST_CASE("the built-in cases are what theory section 5 says", "[exact]") {
  const Case narrow = load_case("narrow-rival");
  CHECK(narrow.pair.expected == Approx(10.0 / 3.0).epsilon(1e-15));
  CHECK(narrow.pair.base[0] == 1.0);
  CHECK(narrow.pair.base[1] == 0.0);
  CHECK(narrow.pair.reweighted[1] == 0.7);
  CHECK(narrow.pair.components[1].covariance.max_variance() == 0.49);
  CHECK(load_case("wide-rival").pair.expected == Approx(1.0 / 0.55).epsilon(1e-15));
  for (const std::string& name : built_in_case_names()) CHECK(load_case(name).name == name);
}

TEST_CASE("covariances read as numbers, lists and lists of lists", "[exact]") {
  const Case triad = load_case("triad");
  CHECK(triad.pair.components[0].covariance.matrix()(0, 1) == Approx(0.2).epsilon(1e-14));
  CHECK(triad.pair.components[2].covariance.matrix()(1, 1) == 0.35);
  CHECK(triad.pair.components[2].covariance.is_axis_aligned());
}

TEST_CASE("costs and rewards read as terms", "[exact]") {
  const Case tilt = load_case("gaussian-tilt");  // E exp(a X) = exp(a m + a^2 v / 2)
  CHECK(tilt.pair.objective == Objective::lower_cost);
  CHECK(tilt.pair.expected == Approx(std::exp(0.8 * 0.5 + 0.5 * 0.64 * 2.0)).epsilon(1e-14));
  const Case well = load_case("reward-well");
  CHECK(well.pair.objective == Objective::raise_reward);
  CHECK(well.pair.size() == 6);
  CHECK(load_case("ring").pair.expected == Approx(2.0).epsilon(1e-15));
}

TEST_CASE("a point cloud comes through the injected reader", "[exact]") {
  const PointsReader reader = [](const std::string& file, const std::string& dataset) -> Eigen::MatrixXd {
    CHECK(file == "roll.h5");
    if (dataset == "/x") return (Eigen::MatrixXd(3, 2) << 0, 1, 2, 3, 4, 5).finished();
    return Eigen::Vector3d(1, 2, 1);
  };
  const std::string points = "name = \"x\"\nabout = \"y\"\n[points]\nfile = \"roll.h5\"\ndataset = \"/x\"\n";
  const Case table = parse_case(points + "[guidance]\nkind = \"cost\"\ntable = \"/J\"\n", "p.toml", reader);
  CHECK(table.pair.components[1].mean == Eigen::Vector2d(2, 3));
  CHECK(table.pair.expected == Approx(4.0 / 3.0));
  CHECK(table.pair.reweighted[1] == Approx(0.5));
  const Case classes =
      parse_case(points + "classes = \"/c\"\n[guidance]\nkind = \"classifier-free\"\nclass = 1\n", "p.toml", reader);
  CHECK(classes.pair.expected == Approx(1.5));
}

TEST_CASE("bad guidance names the fault and the mend", "[bad-input]") {
  const auto parse = [](const std::string& guidance) {
    return parse_case(
        "name = \"x\"\nabout = \"y\"\n[[component]]\nweight = 1.0\nmean = [0.0]\ncovariance = 1.0\n" + guidance,
        "bad.toml");
  };
  const std::string cost = "[guidance]\nkind = \"cost\"\n";
  const std::string term = cost + "[[guidance.term]]\n";
  CHECK_THROWS_WITH(parse("[guidance]\nkind = \"prize\"\n"), ContainsSubstring("classifier-free, cost, reward"));
  CHECK_THROWS_WITH(parse(cost), ContainsSubstring("the cost is zero"));
  CHECK_THROWS_WITH(parse(cost + "class = 1\n"), ContainsSubstring("unknown key \"class\""));
  CHECK_THROWS_WITH(parse(cost + "table = \"/J\"\n"), ContainsSubstring("a table needs [points]"));
  CHECK_THROWS_WITH(parse(term + "wave = 1\n"), ContainsSubstring("unknown key \"wave\""));
  CHECK_THROWS_WITH(parse(term + "bump = 1\n"), ContainsSubstring("bump is missing or not a table"));
  CHECK_THROWS_WITH(parse(term + "bump = {coefficient = 1.0, center = [0.0], width = -1.0}\n"),
                    ContainsSubstring("bad.toml, [guidance]: width -1"));
  CHECK_THROWS_WITH(parse(term + "exp-linear = {coefficient = -1.0, a = [0.0]}\n"),
                    ContainsSubstring("coefficient -1"));
  CHECK_THROWS_WITH(parse(term + "exp-linear = {coefficient = 1.0, a = [0.0, 1.0]}\n"),
                    ContainsSubstring("a has 2 numbers"));
  CHECK_THROWS_WITH(
      parse_case("name = \"x\"\nabout = \"y\"\n[points]\nfile = \"f\"\ndataset = \"d\"\n" + cost, "p.toml"),
      ContainsSubstring("cannot read d of \"f\""));
}

TEST_CASE("bad case files name the fault and the mend", "[bad-input]") {
  const auto parse = [](const std::string& text) { return parse_case(text, "bad.toml"); };
  CHECK_NOTHROW(parse(case_text("1.0", "1.0")));
  CHECK_THROWS_WITH(parse(case_text("0.4", "1.0")), ContainsSubstring("weights sum to 0.4"));
  CHECK_THROWS_WITH(parse(case_text("nan", "1.0")), ContainsSubstring("weight nan"));
  CHECK_THROWS_WITH(parse(case_text("-1.0", "1.0")), ContainsSubstring("bad.toml, component 1"));
  CHECK_THROWS_WITH(parse(case_text("1.0", "-1.0")),
                    ContainsSubstring("bad.toml, component 1: ") && ContainsSubstring("variance -1"));
  CHECK_THROWS_WITH(parse(case_text("\"heavy\"", "1.0")), ContainsSubstring("weight is missing or not a number"));
  CHECK_THROWS_WITH(parse("name = "), ContainsSubstring("malformed TOML"));
  CHECK_THROWS_WITH(parse(case_text("1.0", "1.0") + "colour = 1\n"), ContainsSubstring("unknown key \"colour\""));
  CHECK_THROWS_WITH(load_case("no-such-case"), ContainsSubstring("choose one of unit-pair"));
}
