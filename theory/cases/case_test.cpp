#include "theory/cases/case.hpp"

#include "theory/problem/input_error.hpp"
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
