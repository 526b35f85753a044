#include "verify/statistics/exact_check.hpp"

#include <cmath>
#include <limits>

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("exact values agree when their intervals meet", "[exact]") {
  const Decision meets = check_equal({1.0, 1e-6, ""}, {1.0 + 3e-6, 2e-6 + 1e-12, ""}, 1e-5);
  CHECK(meets.verdict == Verdict::holds);
  CHECK(meets.difference == Approx(-3e-6));
  CHECK(meets.allowance == Approx(3e-6));
  const Decision apart = check_equal({1.0, 1e-6, ""}, {1.0 + 6e-6, 2e-6, ""}, 1e-5);
  CHECK(apart.verdict == Verdict::violated);
  CHECK(apart.margin == Approx(-1.0));  // missed by one more allowance
}

TEST_CASE("agreement within error bars too wide to catch anything is no pass", "[exact]") {
  const Decision wide = check_equal({1.0, 1e-3, ""}, {1.0, 1e-3, ""}, 1e-4);
  CHECK(wide.verdict == Verdict::inconclusive);
  CHECK(wide.reason == Reason::round_off);
  // but a difference that even wide bars do not cover is a violation
  CHECK(check_equal({1.0, 1e-3, ""}, {2.0, 1e-3, ""}, 1e-4).verdict == Verdict::violated);
}

TEST_CASE("values without a stated error may differ by round-off only", "[exact]") {
  CHECK(check_equal({0.1 + 0.2, 0.0, ""}, {0.3, 0.0, ""}, 1e-12).verdict == Verdict::holds);
  CHECK(check_equal({0.3 + 1e-14, 0.0, ""}, {0.3, 0.0, ""}, 1e-12).verdict == Verdict::violated);
  CHECK(check_equal({0.0, 0.0, ""}, {0.0, 0.0, ""}, 1e-12).verdict == Verdict::holds);
}

TEST_CASE("infinite values equal the same infinity alone and NaN is a violation", "[exact]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(check_equal({infinity, 0.0, ""}, {infinity, 0.0, ""}, 1e-6).verdict == Verdict::holds);
  CHECK(check_equal({infinity, 0.0, ""}, {3.0, 1.0, ""}, 1e-6).verdict == Verdict::violated);
  CHECK(check_equal({infinity, 0.0, ""}, {-infinity, 0.0, ""}, 1e-6).verdict == Verdict::violated);
  const Decision nan = check_equal({std::nan(""), 0.0, ""}, {3.0, 1.0, ""}, 1e-6);
  CHECK(nan.verdict == Verdict::violated);
  CHECK(nan.reason == Reason::not_a_number);
  CHECK(check_equal({3.0, std::nan(""), ""}, {3.0, 1.0, ""}, 1e-6).verdict == Verdict::violated);
  CHECK(check_at_most({1.0, std::nan(""), ""}, {3.0, 1.0, ""}).verdict == Verdict::violated);
}

TEST_CASE("an order of exact values must be seen to hold", "[exact]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Decision below = check_at_most({1.0, 0.1, ""}, {2.0, 0.1, ""});
  CHECK(below.verdict == Verdict::holds);
  CHECK(below.margin == Approx(6.0));  // 1 + slack / allowance
  CHECK(check_at_most({2.0, 0.1, ""}, {1.0, 0.1, ""}).verdict == Verdict::violated);
  const Decision overlap = check_at_most({1.0, 0.6, ""}, {2.0, 0.6, ""});
  CHECK(overlap.verdict == Verdict::inconclusive);
  CHECK(overlap.reason == Reason::round_off);
  CHECK(check_at_most({2.0, 0.1, ""}, {1.9, 0.1, ""}).verdict == Verdict::inconclusive);
  CHECK(check_at_most({1.0, 0.0, ""}, {infinity, 0.0, ""}).verdict == Verdict::holds);
}

TEST_CASE("a tie within the declared resolution is an order, a proven excess never", "[exact]") {
  CHECK(check_at_most({1.0, 1e-9, ""}, {1.0, 1e-9, ""}).verdict == Verdict::inconclusive);
  CHECK(check_at_most({1.0, 1e-9, ""}, {1.0, 1e-9, ""}, 1e-8).verdict == Verdict::holds);
  CHECK(check_at_most({1.0 + 5e-9, 1e-9, ""}, {1.0, 1e-9, ""}, 1e-8).verdict == Verdict::violated);
}

TEST_CASE("a bound reports slack and ratio", "[exact]") {
  const BoundTightness bound = tightness({1.0, 0.0, ""}, {4.0, 0.0, ""});
  CHECK(bound.slack == 3.0);
  CHECK(bound.ratio == 0.25);
}
