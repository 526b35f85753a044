#include "theory/tilted/tilted_law.hpp"

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "theory/oracle/gaussian_limit.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

struct Sums {
  double mass = 0.0;
  double mean = 0.0;
  double cost = 0.0;
};

/// Mass, mean and E J of the tilted law by the trapezoidal rule.
Sums sum_over_line(const TiltedLaw& law, const GuidedPair& pair) {
  const Marginals<double> marginals(pair, 1.0);
  const double h = 0.02;
  Sums sums;
  for (double y = -25.0; y <= 25.0; y += h) {
    const double density = h * std::exp(law.log_density(y));
    sums.mass += density;
    sums.mean += density * y;
    sums.cost += density * std::exp(marginals.log_h(y));
  }
  return sums;
}

}  // namespace

TEST_CASE("the tilted law has mass 1 and the cost of its closed form", "[exact]") {
  for (const char* name : {"unit-pair", "narrow-rival", "reward-well"}) {
    const GuidedPair pair = load_case(name).pair;
    for (const double w : {-1.0, -0.5, 0.7}) {
      INFO(name << ", w = " << w);
      const TiltedLaw law(pair, {w});
      const Sums sums = sum_over_line(law, pair);
      CHECK(sums.mass == Approx(1.0).epsilon(1e-11));
      CHECK(law.expected_cost().value == Approx(sums.cost).epsilon(1e-10));
    }
  }
  // w = -1 for a cost is p^J, whose normaliser is 1.
  CHECK(TiltedLaw(load_case("narrow-rival").pair, {-1.0}).normaliser().value == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("tilted and guided law agree for a Gaussian tilt and differ otherwise", "[exact]") {
  // J = exp(a x) on N(m, v): |grad log h|^2 does not depend on y, so the path weight is a constant: the two laws
  // coincide.
  const GuidedPair tilt = load_case("gaussian-tilt").pair;
  const double w = 0.6;
  const GaussianLimit limit(tilt, {w}, {1e-12});
  const TiltedLaw same(tilt, {w});
  CHECK(same.expected_cost().value == Approx(limit.expected_cost()).epsilon(1e-10));
  CHECK(sum_over_line(same, tilt).mean == Approx(limit.mean({1.0})[0]).epsilon(1e-10));
  // unit-pair at w = 1: E J of the guided law is 1.169418 (section 5), of the tilted one something else.
  CHECK(std::abs(TiltedLaw(load_case("unit-pair").pair, {1.0}).expected_cost().value - 1.169418) > 0.01);
}

TEST_CASE("a tilted law that cannot be normalised is refused", "[bad-input]") {
  // narrow-rival: base variance 1, widest of the reweighted law 1: always normalisable for a cost. wide-rival at w < 0:
  // (1 + w) / 0.36 > w / 0.81 fails below w = -1.8.
  const GuidedPair wide = load_case("wide-rival").pair;
  CHECK_NOTHROW(TiltedLaw(wide, {-1.7}));
  CHECK_THROWS_WITH(TiltedLaw(wide, {-1.9}), ContainsSubstring("no finite integral"));
  CHECK_THROWS_WITH(TiltedLaw(load_case("triad").pair, {1.0}), ContainsSubstring("2 dimensions"));
}
